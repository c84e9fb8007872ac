// WeCom's own crypto library as the platform's side: what it encrypts and signs, the host takes and reads to the same words.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import wecom from '@wecom/crypto';
import { Host } from './host.mjs';
import { Recorder } from './recorder.mjs';

const { decrypt, encrypt, getSignature } = wecom;

const app = { corpId: 'ww1234567890abcdef', token: 'AppTok3nTest', key: 'oztpiKPFY9gsmgmVAsbTM9lSzAPd2y6FQwDVSHPLsv0' };
const bot = {
  name: 'wecom',
  settings: {
    'Bots:wecom:Platform': 'WeComApp',
    'Bots:wecom:CorpId': app.corpId,
    'Bots:wecom:AgentId': '1000002',
    'Bots:wecom:Secret': 'interop-secret-not-real',
    'Bots:wecom:Token': app.token,
    'Bots:wecom:EncodingAesKey': app.key,
  },
};

let recorder;
let host;
let messages = 0;

before(async () => {
  recorder = await Recorder.start();
  host = await Host.start(recorder.address, bot);
});

after(async () => {
  const code = await host?.stop();
  await recorder?.close();
  assert.equal(code, 0, 'the host stops cleanly');
});

/** The signed part of an address, and what else it has. */
function query(encrypted, more = {}) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(randomBytes(4).readUInt32BE());
  return `?${new URLSearchParams({ msg_signature: getSignature(app.token, timestamp, nonce, encrypted), timestamp, nonce, ...more })}`;
}

function request(encrypted) {
  return {
    query: query(encrypted),
    headers: { 'content-type': 'text/xml' },
    body: `<xml><ToUserName><![CDATA[${app.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  };
}

/** Each of a member of its own: nobody gets more than thirty answers in a minute. */
function message(text) {
  ++messages;
  return `<xml><ToUserName><![CDATA[${app.corpId}]]></ToUserName><FromUserName><![CDATA[member${messages}]]></FromUserName><CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime>`
    + `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${7459035031717794886n + BigInt(messages)}</MsgId><AgentID>1000002</AgentID></xml>`;
}

const texts = ['你好', 'a', '😀👨‍👩‍👧 第二行', '1 < 2 && "引号"', ...Array.from({ length: 32 }, (_, length) => `x${'y'.repeat(length)}`)];

for (const text of texts) {
  test(`what the library encrypts is read to the same words: ${text}`, async () => {
    const xml = message(text);
    const encrypted = encrypt(app.key, xml, app.corpId);
    assert.equal(decrypt(app.key, encrypted).message, xml);
    const [asked, shown] = [recorder.questions.length, recorder.visible.length];

    const answer = await host.post(request(encrypted));

    assert.deepEqual(answer, { status: 200, text: '' });
    await recorder.until(() => recorder.questions.length > asked && recorder.visible.length > shown, 'a question and its answer');
    assert.equal(recorder.questions.at(-1), text);
    const call = recorder.visible.at(-1);
    assert.deepEqual([call.method, call.path, call.query, call.body.touser, call.body.msgtype, call.body.text.content],
      ['POST', '/cgi-bin/message/send', { access_token: 'AT-interop' }, `member${messages}`, 'text', `echo: ${text}`]);
  });
}

test('the check of the address gets what the library decrypts', async () => {
  const echo = encrypt(app.key, '4869230421567213', app.corpId);

  const answer = await host.post({ method: 'GET', query: query(echo, { echostr: echo }) });

  assert.deepEqual(answer, { status: 200, text: decrypt(app.key, echo).message });
});

const forgeries = [
  ['another receiver', () => request(encrypt(app.key, message('forged'), 'wwfedcba0987654321'))],
  ['no receiver, as AI bots have none', () => request(encrypt(app.key, message('forged'), ''))],
  ['another key', () => request(encrypt('tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1', message('forged'), app.corpId))],
  ['a signature of something else', () => ({ ...request(encrypt(app.key, message('forged'), app.corpId)), query: query('else') })],
];

for (const [name, forge] of forgeries) {
  test(`${name} is refused without a word`, async () => {
    const before = recorder.calls.length;

    const answer = await host.post(forge());

    assert.deepEqual(answer, { status: 403, text: '' });
    assert.equal(recorder.calls.length, before);
    assert.ok(!recorder.questions.includes('forged'));
  });
}
