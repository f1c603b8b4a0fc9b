"""msnlib 3.7 behind the adapter contract (docs/adapter.md). Python 2.7; msnlib.py and msncb.py are found through PYTHONPATH."""
import functools, json, os, select, ssl, sys, traceback, urllib
import msncb, msnlib

NEXUS = 'https://nexus.passport.com/rdr/pprdr.asp'  # as msnlib has it built in
NEEDS = {'dispatch': 'required', 'dalogin': 'bare'}
urlopen = urllib.urlopen


class Refused(Exception):
    pass


def text(octets):
    return octets.decode('utf-8', 'replace')


def write(**message):
    sys.stdout.write(json.dumps(dict(message, jsonrpc='2.0')) + '\n')
    sys.stdout.flush()


def refuse(id, why):
    write(id=id, error={'code': -32000, 'message': why})


def tell(method, **params):
    write(method=method, params=dict((name, text(value)) for name, value in params.items()))


def last_words():
    """The exception that msnlib ends with. It raises strings, which Python has not known since 2.6: the line says more."""
    kind, error, trace = sys.exc_info()
    where, number, _, line = traceback.extract_tb(trace)[-1]
    return '%s: %s, in line %d of %s: %s' % (kind.__name__, error, number, os.path.basename(where), line)


class Session(object):
    """One session of msnlib, and what its callbacks tell of it."""

    def __init__(self, account, password, host, port, nexusUrl, caFile):
        # What msnlib has no setting for: where the nexus is, and whose certificates are good. Python 2.7 finds no IP address in one.
        urllib.urlopen = lambda url: urlopen(nexusUrl if url == NEXUS else url, proxies={})
        context = ssl.create_default_context(cafile=caFile)
        context.check_hostname = False
        ssl._create_default_https_context = lambda: context
        self.md = md = msnlib.msnd()
        md.email, md.pwd, md.lhost, md.lport, md.encoding = account, password, host, port, 'utf-8'
        md.cb = msncb.cb()
        for name in 'chg blp gtc err rng msg'.split():
            setattr(md.cb, name, functools.partial(self.heard, getattr(md.cb, name), getattr(self, name)))
        self.visible, self.privacy, self.chats, self.reading, self.waiting = False, {}, 0, md, []

    def heard(self, own, then, md, *words):
        own(md, *words)
        then(*words)

    def chg(self, kind, tid, params):
        self.visible = True

    def blp(self, kind, tid, params):
        self.privacy[kind.lower()] = (params or tid).split()[-1]

    gtc = blp

    def err(self, number, params):
        for wait in self.waiting:
            if self.reading is wait['sbd'] or (self.reading is self.md and wait['tid'] == params.split(' ')[0]):
                wait['failed'] = 'the server answers with the error %d' % number

    def rng(self, kind, tid, params):
        sbd = self.md.sb_fds[-1]
        tell('invited', chat=self.name(sbd), account=sbd.emails[0])

    def msg(self, kind, params, payload, nd):
        """msnlib hands messages over as they came: its programs take them apart."""
        account, name = params.split(' ')[:2]
        head, _, body = payload.partition('\r\n\r\n')
        if nd is not self.md and 'text/plain' in head:
            tell('message', chat=self.name(nd), account=account, name=urllib.unquote(name), text=body)

    def name(self, sbd):
        if not hasattr(sbd, 'chat'):
            self.chats += 1
            sbd.chat = str(self.chats)
        return sbd.chat

    def chat(self, name):
        for sbd in self.md.sb_fds:
            if getattr(sbd, 'chat', None) == name:
                return sbd
        raise Refused('there is no chat "%s" any more' % name)

    def read(self, nd):
        """Lets msnlib read. What it does not catch ends the chat, as in the programs that come with it, or raises Refused."""
        if nd is not self.md and nd not in self.md.sb_fds:
            return  # closed since it was found readable
        self.reading = nd
        try:
            self.md.read(nd)
        except Exception:
            if nd is self.md:
                raise Refused(last_words())
            sys.stderr.write(last_words() + '\n')
            self.md.close(nd)
        self.settle()

    def settle(self):
        """Answers the requests for which msnlib has what they wait for."""
        for wait in list(self.waiting):
            result = wait['done']()
            if result or wait['failed']:
                self.waiting.remove(wait)
                write(id=wait['id'], result=result) if result else refuse(wait['id'], wait['failed'])

    def end(self, why):
        for nd in self.md.sb_fds + [self.md]:
            nd.fd and nd.fd.close()
        for wait in self.waiting:
            refuse(wait['id'], why)
        tell('disconnected', reason=why)

    def contact(self, user):
        phones = {'PHH': user.homep, 'PHW': user.workp, 'PHM': user.mobilep}
        lists = {'FL': user.email in self.md.users, 'RL': user.email in self.md.reverse, 'AL': 'A' in user.lists, 'BL': 'B' in user.lists}
        return {'account': text(user.email), 'name': text(user.realnick or user.nick), 'status': user.status,
                'lists': [name for name in lists if lists[name]], 'groups': [user.gid] if user.gid and lists['FL'] else [],
                'phones': dict((kind, text(phones[kind])) for kind in phones if phones[kind] is not None)}


class Adapter(object):
    """The methods of the contract that msnlib has something for. Each lets it send; what else there is to wait for is returned with `when`."""
    session = None
    METHODS = ('initialize exit login logout setStatus setName setPrivacy addContact removeContact renameContact block unblock '
               'addGroup renameGroup removeGroup startChat invite sendMessage leaveChat snapshot').split()

    @property
    def md(self):
        if self.session is None:
            raise Refused('nobody is signed in')
        return self.session.md

    def initialize(self, kit):
        return {'name': 'msnlib', 'version': '3.7', 'methods': self.METHODS, 'needs': NEEDS, 'concurrent': True}

    exit = lambda self: None  # run() ends

    def login(self, **params):
        self.session and self.end('another session begins')
        session = self.session = Session(**params)
        md = session.md
        md.login()  # returns when it is in, or fails
        md.sync()
        md.change_status('online')
        is_in = lambda: session.visible and md.lst_total >= md.syn_total
        return self.when(lambda: is_in() and {'account': md.email, 'name': text(md.nick)})

    def logout(self):
        self.md.disconnect()
        self.end('the client has logged out')

    setStatus = lambda self, status: self.md.change_status(msnlib.reverse_status[status])
    setName = lambda self, name: self.md.change_nick(name)
    addContact = lambda self, account, name=None, group='0': self.md.useradd(account, name, group)
    removeContact = lambda self, account: self.md.userdel(account)
    renameContact = lambda self, account, name: self.md.userren(account, name)
    block = lambda self, account: self.md.userblock(account)
    unblock = lambda self, account: self.md.userunblock(account)
    renameGroup = lambda self, id, name: self.md.groupren(id, name)
    removeGroup = lambda self, id: self.md.groupdel(id)
    invite = lambda self, chat, account: self.md.invite(account, self.session.chat(chat))
    leaveChat = lambda self, chat: self.md.close(self.session.chat(chat))

    def setPrivacy(self, **changes):
        """msnlib sets both modes or none."""
        md, modes = self.md, dict({'blp': 'AL', 'gtc': 'A'}, **dict(self.session.privacy, **changes))
        md.privacy(modes['blp'] == 'AL', modes['gtc'] == 'A')

    def addGroup(self, name):
        md, known, tid = self.md, set(self.md.groups), str(self.md.tid)
        md.groupadd(name)
        return self.when(lambda: dict([('id', gid) for gid in md.groups if gid not in known]), tid=tid)

    def startChat(self, account):
        """msnlib opens a chat for a message alone: an empty one is queued, and taken back before there is a chat to say it in."""
        session, md, tid = self.session, self.md, str(self.md.tid)
        md.sendmsg(account, '')
        sbd = md.users[account].sbd
        del sbd.msgqueue[:]
        return self.when(lambda: sbd.state == 'es' and {'chat': session.name(sbd)}, tid=tid, sbd=sbd)

    def sendMessage(self, chat, text):
        md, sbd = self.md, self.session.chat(chat)
        if md.sendmsg(sbd.emails[0], text, sbd) == -2:
            raise Refused('msnlib sends no message of more than 1500 bytes')

    def snapshot(self):
        md, contact = self.md, self.session.contact
        told = {'account': text(md.email), 'status': md.status, 'privacy': self.session.privacy,
                'groups': [{'id': gid, 'name': text(name)} for gid, name in md.groups.items()],
                'contacts': [contact(user) for user in dict(md.reverse, **md.users).values()]}
        return told if md.nick is None else dict(told, name=text(md.nick))

    def when(self, done, tid=None, sbd=None):
        """`done()` becomes the result; an error of the server to the command `tid`, or on the chat `sbd`, is the end of waiting."""
        return {'done': done, 'tid': tid, 'sbd': sbd, 'failed': None}

    def perform(self, id, method, params):
        octets = lambda value: value.encode('utf-8') if isinstance(value, unicode) else value
        if method not in self.METHODS:
            return write(id=id, error={'code': -32601, 'message': 'msnlib has nothing for "%s"' % method})
        try:
            result = getattr(self, method)(**dict((str(name), octets(value)) for name, value in params.items()))
            if isinstance(result, dict) and 'done' in result:
                self.session.waiting.append(dict(result, id=id))
                self.session.settle()
            else:
                write(id=id, result=result if isinstance(result, dict) else {})
        except Exception as error:
            why = str(error) if isinstance(error, Refused) else last_words()
            refuse(id, why)
            if method == 'login' and self.session:
                self.end(why)

    def end(self, why):
        session, self.session = self.session, None
        session.end(why)

    def run(self):
        """Waits for the kit and for msnlib's connections in one place, as msnlib wants it."""
        rest, octets = '', ' '
        while octets:
            readable, writable = self.session.md.pollable() if self.session else ([], [])
            ready = select.select([sys.stdin] + readable, writable, [])
            for nd in ready[0] + ready[1]:
                if nd is sys.stdin:
                    octets = os.read(0, 65536)
                    lines = (rest + octets).split('\n')
                    rest = lines.pop()
                    for request in map(json.loads, lines):
                        self.perform(request['id'], request['method'], request.get('params', {}))
                        octets = octets if request['method'] != 'exit' else ''
                elif self.session:
                    try:
                        self.session.read(nd)
                    except Refused as error:
                        self.end(str(error))


if __name__ == '__main__':
    Adapter().run()
