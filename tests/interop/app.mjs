// The invented app that both sides know, and Feishu's side of a webhook: encrypted and signed as 将事件发送至开发者服务器 says.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export const app = {
  appId: 'cli_a1b2c3d4e5f60718',
  appSecret: 'interop-secret-not-real',
  encryptKey: 'Interop-Encrypt-Key',
  verificationToken: 'vTok0123456789ABCDEFGHIJKLMNOPQR',
  botOpenId: 'ou_b07b07b07b07b07b07b07b07b07b07b0',
};

export function encrypt(event) {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(app.encryptKey).digest(), iv);
  return Buffer.concat([iv, cipher.update(JSON.stringify(event), 'utf8'), cipher.final()]).toString('base64');
}

/** A request as the platform makes it: the body's bytes and the headers that vouch for them. */
export function request(event) {
  const body = JSON.stringify({ encrypt: encrypt(event) });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(5).toString('hex');
  const signature = createHash('sha256').update(timestamp + nonce + app.encryptKey + body).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    },
  };
}

let messages = 0;

/** im.message.receive_v1. */
export function message({ type = 'text', content, group = false, mentionsBot = group, thread }) {
  const id = `om_interop${String(++messages).padStart(22, '0')}`;
  const now = String(Date.now());
  return {
    schema: '2.0',
    header: { event_id: `ev_${id}`, event_type: 'im.message.receive_v1', create_time: now, token: app.verificationToken, app_id: app.appId, tenant_key: '2ca1d211f64f6438' },
    event: {
      sender: { sender_id: { open_id: 'ou_a11ce0000000000000000000000a11ce', union_id: 'on_a11ce0000000000000000000000a11ce', user_id: null }, sender_type: 'user', tenant_key: '2ca1d211f64f6438' },
      message: {
        message_id: id,
        create_time: now,
        update_time: now,
        chat_id: group ? 'oc_6767676767676767676767676767676b' : 'oc_9292929292929292929292929292929a',
        chat_type: group ? 'group' : 'p2p',
        message_type: type,
        content: JSON.stringify(content),
        ...(thread ? { thread_id: thread, root_id: 'om_root0000000000000000000000000001' } : {}),
        ...(mentionsBot ? { mentions: [{ key: '@_user_1', id: { open_id: app.botOpenId, union_id: '', user_id: '' }, name: '小助手', tenant_key: '2ca1d211f64f6438' }] } : {}),
      },
    },
  };
}
