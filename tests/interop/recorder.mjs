// Stands in for the platforms' APIs and for a model on loopback. It writes every call down and answers that all is well.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { app } from './app.mjs';

const pieceMilliseconds = 400;

export class Recorder {
  calls = [];
  questions = [];
  sent = new Map();
  cards = 0;
  answers = new Map();
  tools = new Map();

  static async start() {
    const recorder = new Recorder();
    recorder.server = createServer((request, response) => void recorder.handle(request, response));
    recorder.server.listen(0, '127.0.0.1');
    await once(recorder.server, 'listening');
    recorder.address = `http://127.0.0.1:${recorder.server.address().port}`;
    return recorder;
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** What the model says to a question, in the pieces in which it comes. */
  answer(question, ...pieces) {
    this.answers.set(question, pieces);
  }

  /** The model calls this tool when it is asked that, and then says what the tool said. */
  tool(question, name, arguments_) {
    this.tools.set(question, { name, arguments: JSON.stringify(arguments_) });
  }

  /** The calls that people see something of. */
  get visible() {
    return this.calls.filter(call => !call.path.startsWith('/open-apis/auth/') && !['/open-apis/bot/v3/info', '/cgi-bin/gettoken'].includes(call.path));
  }

  async until(condition, what) {
    const limit = Date.now() + 30_000;
    while (!condition()) {
      if (Date.now() > limit) {
        throw new Error(`Not within 30 s: ${what}. The calls so far: ${JSON.stringify(this.calls.map(call => `${call.method} ${call.path}`))}`);
      }

      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  async handle(request, response) {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }

    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url, this.address);
    if (url.pathname === '/v1/chat/completions') {
      await this.complete(JSON.parse(text), response);
      return;
    }

    const call = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      authorization: request.headers.authorization ?? '',
      contentType: request.headers['content-type'] ?? '',
      userAgent: request.headers['user-agent'] ?? '',
      body: text ? JSON.parse(text) : undefined,
    };
    this.calls.push(call);
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(call.path.startsWith('/cgi-bin/') ? this.wecom(call) : this.feishu(call)));
  }

  wecom(call) {
    return call.path === '/cgi-bin/gettoken'
      ? { errcode: 0, errmsg: 'ok', access_token: 'AT-interop', expires_in: 7200 }
      : { errcode: 0, errmsg: 'ok', msgid: `MSGID_${this.calls.length}` };
  }

  feishu(call) {
    if (call.path === '/open-apis/auth/v3/tenant_access_token/internal') {
      return { code: 0, msg: 'ok', tenant_access_token: 't-interop', expire: 7200 };
    }

    if (call.path === '/open-apis/bot/v3/info') {
      return { code: 0, msg: 'ok', bot: { activate_status: 2, app_name: '小助手', open_id: app.botOpenId } };
    }

    if (call.path === '/open-apis/cardkit/v1/cards') {
      return good({ card_id: String(7371713483664506900n + BigInt(++this.cards)) });
    }

    const one = /^\/open-apis\/im\/v1\/messages\/([^/]+)$/.exec(call.path);
    if (call.method === 'GET' && one) {
      return good({ items: [this.sent.get(one[1])] });
    }

    if (call.method === 'POST' && /^\/open-apis\/im\/v1\/messages(\/[^/]+\/reply)?$/.test(call.path)) {
      const message = { message_id: `om_sent${this.sent.size}`, msg_type: call.body.msg_type, chat_id: 'oc_1', body: { content: call.body.content } };
      this.sent.set(message.message_id, message);
      return good(message);
    }

    return good({ reaction_id: 'r-1' });
  }

  async complete(question, response) {
    const asked = question.messages.at(-1).content;
    this.questions.push(asked);
    response.setHeader('content-type', 'text/event-stream');
    const call = this.tools.get(asked);
    if (call && question.tools?.some(tool => tool.function.name === call.name)) {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: call }] }, finish_reason: 'tool_calls' }] })}\n\n`);
      response.end('data: [DONE]\n\n');
      return;
    }

    if (question.messages.at(-1).role === 'tool') {
      this.answers.set(asked, [`tool said: ${asked}`]);
    }

    const pieces = this.answers.get(asked) ?? [`echo: ${asked}`];
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) {
        await new Promise(resolve => setTimeout(resolve, pieceMilliseconds));
      }

      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: piece } }] })}\n\n`);
    }

    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`);
    response.end('data: [DONE]\n\n');
  }
}

function good(data) {
  return { code: 0, msg: 'success', data };
}
