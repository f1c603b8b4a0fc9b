// A login-only MSNP8 client behind the adapter contract. Node 20 or newer; nothing to install.
const [crypto, fs, https, net] = ['crypto', 'fs', 'https', 'net'].map((name) => require(`node:${name}`));
async function login({ account, password, host, port, nexusUrl, caFile }) {
  const ask = talk(net.connect(port ?? 1863, host));
  if (!(await ask('VER', 'MSNP8', 'CVR0')).includes('MSNP8')) throw new Error('no common dialect');
  await ask('CVR', '0x0409', 'win', '4.10', 'i386', 'MSNMSGR', '5.0.0544', 'MSMSGS', account);
  const reply = await ask('USR', 'TWN', 'I', account);
  [host, port] = reply[3].split(':'); // where the dispatch server sends us
  if (reply[0] === 'XFR') return login({ account, password, host, port, nexusUrl, caFile });
  const proof = await ticket({ account, password, nexusUrl, ca: fs.readFileSync(caFile), challenge: reply[4] });
  const [, , , address, name] = await ask('USR', 'TWN', 'S', proof);
  await ask('SYN', '0'); // the list comes behind it, and is read as everything is
  await ask('CHG', 'NLN', '0');
  return { account: address, name: decodeURIComponent(name) };
}
function talk(socket) {
  let trid = 0, skip = 0, rest = Buffer.alloc(0);
  const open = new Map();
  const send = (name, words, more = '') => socket.write(`${[name, ++trid, ...words].join(' ')}\r\n${more}`);
  const md5 = (text) => crypto.createHash('md5').update(text).digest('hex');
  const take = (words) => {
    const asked = open.get(Number(words[1])); // the reply bears the number of the request
    if (['MSG', 'NOT', 'IPG'].includes(words[0])) skip = Number(words.at(-1)); // bytes that belong to it
    else if (words[0] === 'CHL') send('QRY', ['msmsgs@msnmsgr.com', 32], md5(`${words[2]}Q1P7W2E4J9R8U3S5`));
    else if (/^\d{3}$/.test(words[0])) asked?.reject(new Error(`${asked.name} got error ${words[0]}`));
    else if (words[0] === asked?.name || words[0] === 'XFR') asked?.resolve(words);
  };
  socket.on('data', (chunk) => {
    for (rest = Buffer.concat([rest, chunk]); rest.length > skip && rest.includes('\n', skip); ) {
      const [line] = rest.toString('latin1', skip).split('\n', 1);
      [rest, skip] = [rest.subarray(skip + line.length + 1), 0];
      take(line.trim().split(' '));
    }
  });
  socket.on('error', () => {}).on('close', () => [...open.values()].map(({ reject }) => reject(Error('it is closed'))));
  return (name, ...words) => new Promise((resolve, reject) => {
    open.set(trid + 1, { name, resolve, reject });
    send(name, words);
  });
}
async function ticket({ account, password, nexusUrl, ca, challenge }) {
  const get = async (url, headers) => {
    const page = await new Promise((done, fail) => https.get(url, { ca, headers }, done).on('error', fail));
    return page.resume().statusCode === 302 ? get(page.headers.location, headers) : page.headers;
  };
  const [, page] = /DALogin=(?:https:\/\/)?([^,]+)/.exec((await get(nexusUrl, {})).passporturls);
  const who = `sign-in=${encodeURIComponent(account)},pwd=${encodeURIComponent(password)}`;
  const Authorization = `Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,${who},${challenge}`;
  const found = (await get(`https://${page}`, { Authorization }))['authentication-info'];
  return /from-PP='([^']*)'/.exec(found)[1]; // there is none where Passport refuses the password
}
const introduction = { name: 'JavaScript', version: '1', methods: ['login'] };
const methods = { initialize: async () => introduction, login, exit: async () => process.exit() };
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const answer = (outcome) => console.log(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }));
  const failed = ({ message }) => answer({ error: { code: -32000, message } });
  if (method in methods) methods[method](params).then((result) => answer({ result }), failed);
  else answer({ error: { code: -32601, message: 'no such method' } });
});
