"""A login-only MSNP8 client behind the adapter contract. Python 3.8 or newer; nothing to install."""
import hashlib, http.client, json, re, socket, ssl, sys, threading
from urllib.parse import quote, unquote, urlsplit
class Client:
    def login(self, account, password, host, port, nexusUrl, caFile):
        self.socket, self.trid = socket.create_connection((host, int(port or 1863)), 10), 0
        self.lines = self.socket.makefile("rb")
        if "MSNP8" not in self.ask("VER", "MSNP8", "CVR0"): raise OSError("no common dialect")
        self.ask("CVR", "0x0409", "win", "4.10", "i386", "MSNMSGR", "5.0.0544", "MSMSGS", account)
        reply = self.ask("USR", "TWN", "I", account)
        host, _, port = reply[3].partition(":")  # where the dispatch server sends us
        if reply[0] == "XFR": return self.login(account, password, host, port, nexusUrl, caFile)
        reply = self.ask("USR", "TWN", "S", ticket(account, password, nexusUrl, caFile, challenge=reply[4]))
        left = sum(map(int, self.ask("SYN", "0")[3:5]))  # so many contacts and groups are to come
        while left > 0: left -= self.read()[0] in ("LST", "LSG")
        self.ask("CHG", "NLN", "0")
        self.socket.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()
        return {"account": reply[3], "name": unquote(reply[4])}
    def send(self, name, *words, payload=b""):
        self.trid += 1
        self.socket.sendall(" ".join([name, str(self.trid), *words]).encode() + b"\r\n" + payload)
    def ask(self, *words):
        self.send(*words)
        while True:  # the reply bears the number of the request
            reply = self.read()
            if reply[1:2] != [str(self.trid)]: continue
            if reply[0].isdigit(): raise OSError(f"{words[0]} got error {reply[0]}")
            if reply[0] in (words[0], "XFR"): return reply
    def read(self):
        words = self.lines.readline().decode().split()
        if not words: raise OSError("the server closed the connection")
        if words[0] in ("MSG", "NOT", "IPG"): self.lines.read(int(words[-1]))
        if words[0] == "CHL":
            digest = hashlib.md5((words[2] + "Q1P7W2E4J9R8U3S5").encode()).hexdigest()
            self.send("QRY", "msmsgs@msnmsgr.com", "32", payload=digest.encode())
        return words
    def listen(self):
        try:
            while True: self.read()
        except (OSError, ValueError): self.socket.close()
def ticket(account, password, nexus, ca, challenge):
    def get(url, **headers):
        page = http.client.HTTPSConnection(urlsplit(url).netloc, context=ssl.create_default_context(cafile=ca))
        page.request("GET", urlsplit(url)._replace(scheme="", netloc="").geturl(), headers=headers)
        answer = page.getresponse()
        return get(answer.getheader("Location"), **headers) if answer.status == 302 else answer
    page = re.search("DALogin=(?:https://)?([^,]+)", get(nexus).getheader("PassportURLs"))[1]
    who = f"OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in={quote(account)},pwd={quote(password, '')}"
    answer = get("https://" + page, Authorization=f"Passport1.4 OrgVerb=GET,{who},{challenge}")
    return re.search("from-PP='([^']*)'", answer.getheader("Authentication-Info") or "")[1]  # none: it refuses
introduction = {"name": "Python", "version": "1", "methods": ["login"]}
for line in sys.stdin:
    request, answer = json.loads(line), {"error": {"code": -32601, "message": "no such method"}}
    try:
        if request["method"] == "login": answer = {"result": Client().login(**request["params"])}
        if request["method"] == "exit": break
        if request["method"] == "initialize": answer = {"result": introduction}
    except Exception as error: answer = {"error": {"code": -32000, "message": f"{type(error).__name__}: {error}"}}
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], **answer}), flush=True)
