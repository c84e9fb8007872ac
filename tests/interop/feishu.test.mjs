// Feishu's own client library as the judge: what it decrypts and verifies, the host takes; what the host sends, it reads and would send itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import lark from '@larksuiteoapi/node-sdk';
import { app, encrypt, message, request } from './app.mjs';
import { Host } from './host.mjs';
import { Recorder } from './recorder.mjs';

const { AESCipher, Client, EventDispatcher, generateChallenge, LoggerLevel, normalize } = lark;
const silent = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

let recorder;
let host;

before(async () => {
  recorder = await Recorder.start();
  host = await Host.start(recorder.address);
});

after(async () => {
  const code = await host?.stop();
  await recorder?.close();
  assert.equal(code, 0, 'the host stops cleanly');
});

/** The request, given to the library as its own web server would give it. */
async function judged({ body, headers }) {
  let seen;
  const dispatcher = new EventDispatcher({ encryptKey: app.encryptKey, verificationToken: app.verificationToken, logger: silent, loggerLevel: LoggerLevel.error });
  dispatcher.register({ 'im.message.receive_v1': event => { seen = event; } });
  await dispatcher.invoke(Object.assign(Object.create({ headers }), JSON.parse(body)));
  return seen;
}

/** What the library makes of a message's content, whoever sent it. */
async function read(type, content) {
  const normal = await normalize({
    sender: { sender_id: { open_id: app.botOpenId } },
    message: { message_id: 'om_1', chat_id: 'oc_1', chat_type: 'p2p', message_type: type, content },
  }, {});
  return normal.content;
}

/** Asks and waits for the end of what people see. */
async function ask(event, isOver = calls => calls.some(call => call.path.endsWith('/reply') || call.path === '/open-apis/im/v1/messages')) {
  const from = recorder.visible.length;
  const answer = await host.post(request(event));
  assert.equal(answer.status, 200);
  await recorder.until(() => isOver(recorder.visible.slice(from)), 'the answer');
  return recorder.visible.slice(from);
}

const questions = [
  ['a private text', message({ content: { text: '你好 😀 "引号" \\ 反斜杠' } })],
  ['a text in a group that mentions the bot', message({ content: { text: '@_user_1 今天天气' }, group: true })],
  ['a text in a thread', message({ content: { text: '@_user_1 继续' }, group: true, thread: 'omt_d4be107c616a' })],
  ['a post', message({ type: 'post', content: { title: '', content: [[{ tag: 'text', text: '第一行' }], [{ tag: 'text', text: '第二行' }]] } })],
];

for (const [name, event] of questions) {
  test(`${name} that the library accepts is accepted, and asked in the words that the library reads`, async () => {
    const sent = request(event);
    assert.equal(new AESCipher(app.encryptKey).decrypt(JSON.parse(sent.body).encrypt), JSON.stringify(event));
    assert.equal((await judged(sent))?.message.message_id, event.event.message.message_id);

    // The answer is waited for, too: it must not come in the middle of a test that expects no call at all.
    const [asked, shown] = [recorder.questions.length, recorder.visible.length];
    assert.equal((await host.post(sent)).status, 200);
    await recorder.until(() => recorder.questions.length > asked && recorder.visible.length > shown, 'a question and its answer');

    const normal = await normalize(event.event, { botIdentity: { openId: app.botOpenId } });
    assert.equal(recorder.questions.at(-1), normal.content.trim());
  });
}

test('a message that is delivered twice is dispatched twice by the library and answered once by the host', async () => {
  const event = message({ content: { text: '只回答一次' } });
  const calls = await ask(event);
  const again = request(event);
  assert.ok(await judged(again));

  assert.equal((await host.post(again)).status, 200);
  await ask(message({ content: { text: '之后的问题' } }));

  assert.equal(recorder.questions.filter(question => question === '只回答一次').length, 1);
  assert.equal(calls.length, 1);
});

const forgeries = [
  ['a signature with a digit changed', sent => ({ ...sent, headers: { ...sent.headers, 'x-lark-signature': sent.headers['x-lark-signature'].replace(/^./, digit => (digit === '0' ? '1' : '0')) } })],
  ['a signature of another nonce', sent => ({ ...sent, headers: { ...sent.headers, 'x-lark-request-nonce': 'another' } })],
  ['no signature', sent => ({ ...sent, headers: { 'content-type': 'application/json' } })],
  ['a body that was caught elsewhere', sent => ({ ...sent, body: JSON.stringify({ encrypt: encrypt(message({ content: { text: 'forged' } })) }) })],
];

for (const [name, forge] of forgeries) {
  test(`${name}: the library refuses it, and so does the host`, async () => {
    const forged = forge(request(message({ content: { text: 'forged' } })));
    assert.equal(await judged(forged), undefined);
    const before = recorder.calls.length;

    const answer = await host.post(forged);

    assert.ok([400, 401, 403].includes(answer.status), `${answer.status}`);
    assert.equal(answer.text, '');
    assert.equal(recorder.calls.length, before);
    assert.ok(!recorder.questions.includes('forged'));
  });
}

test('a check of the address is answered as the library answers it', async () => {
  const data = { encrypt: encrypt({ challenge: 'a"b\\c 中文', token: app.verificationToken, type: 'url_verification' }) };
  const { isChallenge, challenge } = generateChallenge(data, { encryptKey: app.encryptKey });
  assert.ok(isChallenge);

  const answer = await host.post({ body: JSON.stringify(data), headers: { 'content-type': 'application/json' } });

  assert.equal(answer.status, 200);
  assert.deepEqual(JSON.parse(answer.text), challenge);
});

test('a plain answer is read by the library as the model said it', async () => {
  recorder.answer('说一句', '你好，世界 🌸');

  const calls = await ask(message({ content: { text: '说一句' } }));

  await assertRead(calls, '你好，世界 🌸');
});

test('an answer with markdown is read by the library as the model said it', async () => {
  const words = '**结论**：可以。\n\n- 第一点\n- 第二点\n\n```python\nprint("hi")\n```';
  recorder.answer('用 markdown', words);

  const calls = await ask(message({ content: { text: '用 markdown' } }));

  for (const line of words.split('\n').filter(line => line.length > 0)) {
    await assertRead(calls, line);
  }
});

test('what a model makes up cannot mention anybody', async () => {
  recorder.answer('叫所有人', '<at user_id="all"></at> 和 <at id=all></at> 开会');

  const calls = await ask(message({ content: { text: '叫所有人' } }));

  const content = calls.map(call => JSON.stringify(call.body)).join();
  assert.doesNotMatch(content, /<at[ \\]/);
  assert.match(content, /开会/);
});

test('an answer that grows is read by the library in the end as the model said it', async () => {
  const pieces = ['床前明月光，', '疑是地上霜。', '举头望明月，', '低头思故乡。', '——', '李白'];
  recorder.answer('慢慢说', ...pieces);

  const calls = await ask(message({ content: { text: '慢慢说' } }), seen => seen.some(call => JSON.stringify(call.body ?? '').includes(pieces.join(''))) && isClosed(seen));

  const card = calls.find(call => call.path === '/open-apis/cardkit/v1/cards');
  assert.ok(card, 'a card was made');
  assert.equal(calls.filter(call => call.path.endsWith('/reply') || call.path === '/open-apis/im/v1/messages').length, 1, 'one message');
  const shown = calls.filter(call => call.path.endsWith('/content'));
  assert.ok(shown.length >= 2, 'it grew');
  const sequences = calls.filter(call => call.body?.sequence).map(call => call.body.sequence);
  assert.deepEqual(sequences, [...new Set(sequences)].sort((a, b) => a - b), 'the sequence rises');
  const finished = JSON.parse(card.body.data);
  finished.body.elements[0].content = shown.at(-1).body.content;
  assert.equal(await read('interactive', JSON.stringify(finished)), pieces.join(''));
});

test('every call of the host is one that the library makes as well', async () => {
  const seen = recorder.calls.filter(call => call.method !== 'GET' || call.path === '/open-apis/bot/v3/info');
  const kinds = new Map(seen.map(call => [`${call.method} ${call.path.replace(/om_[^/]+/, ':message').replace(/\/cards\/\d+/, '/cards/:card')} ${call.body?.msg_type ?? ''}`, call]));
  const client = new Client({ appId: app.appId, appSecret: app.appSecret, domain: recorder.address, logger: silent, loggerLevel: LoggerLevel.error });
  assert.ok(kinds.size >= 3, [...kinds.keys()].join(', '));

  for (const [kind, call] of kinds) {
    const from = recorder.calls.length;
    await repeat(client, call);
    const made = recorder.calls.slice(from).filter(other => other.path === call.path);
    const twin = made.at(-1) ?? recorder.calls.findLast(other => other.userAgent !== call.userAgent && other.path === call.path);
    assert.ok(twin, kind);
    assert.deepEqual(
      { method: call.method, path: call.path, query: call.query, authorization: call.authorization, body: call.body },
      { method: twin.method, path: twin.path, query: twin.query, authorization: twin.authorization, body: twin.body },
      kind);
    assert.match(call.contentType, call.body ? /^application\/json/ : /^/, kind);
  }
});

test('the library reads back every message that the host has sent', async () => {
  const client = new Client({ appId: app.appId, appSecret: app.appSecret, domain: recorder.address, logger: silent, loggerLevel: LoggerLevel.error });
  assert.ok(recorder.sent.size >= 5);

  for (const id of recorder.sent.keys()) {
    const { data } = await client.im.v1.message.get({ path: { message_id: id } });
    const { msg_type: type, body } = data.items[0];
    const isCardReference = type === 'interactive' && JSON.parse(body.content).type === 'card';
    assert.ok(isCardReference ? JSON.parse(body.content).data.card_id : (await read(type, body.content)).trim(), `${type} ${body.content}`);
  }
});

async function assertRead(calls, words) {
  const call = calls.find(other => other.body?.content && other.body?.msg_type);
  assert.ok(call, 'a message was sent');
  const text = await read(call.body.msg_type, call.body.content);
  assert.ok(text.includes(words), `${JSON.stringify(words)} is not in ${JSON.stringify(text)}`);
}

function isClosed(calls) {
  return calls.some(call => call.path.endsWith('/settings') && JSON.parse(call.body.settings).config.streaming_mode === false);
}

/** The same call, made by the library from the same data. */
async function repeat(client, call) {
  const parts = call.path.split('/').slice(2);           // im or cardkit, v1, messages or cards, the id, …
  const data = call.body;
  switch (true) {
    case call.path.startsWith('/open-apis/auth/'):
      return client.request({ method: 'GET', url: '/open-apis/bot/v3/info' });      // its token comes first
    case call.path === '/open-apis/bot/v3/info':
      return client.request({ method: 'GET', url: call.path });
    case call.method === 'POST' && call.path.endsWith('/reply'):
      return client.im.v1.message.reply({ path: { message_id: parts[3] }, data });
    case call.method === 'POST' && call.path === '/open-apis/im/v1/messages':
      return client.im.v1.message.create({ params: call.query, data });
    case call.method === 'PATCH' && parts[2] === 'messages':
      return client.im.v1.message.patch({ path: { message_id: parts[3] }, data });
    case call.method === 'POST' && call.path === '/open-apis/cardkit/v1/cards':
      return client.cardkit.v1.card.create({ data });
    case call.method === 'PUT' && call.path.endsWith('/content'):
      return client.cardkit.v1.cardElement.content({ path: { card_id: parts[3], element_id: parts[5] }, data });
    case call.method === 'PATCH' && call.path.endsWith('/settings'):
      return client.cardkit.v1.card.settings({ path: { card_id: parts[3] }, data });
    case call.method === 'PUT' && parts[2] === 'cards' && parts.length === 4:
      return client.cardkit.v1.card.update({ path: { card_id: parts[3] }, data });
    default:
      throw new Error(`The library has no call such as ${call.method} ${call.path}, or nobody looked for it yet.`);
  }
}
