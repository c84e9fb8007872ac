// The reference server of the Model Context Protocol as the judge: its tools are listed and called from a chat message, and its death costs nobody an answer.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { app, message, request } from './app.mjs';
import { Host, built } from './host.mjs';
import { children, everything, HttpServer } from './mcp-servers.mjs';
import { Recorder } from './recorder.mjs';

const slow = 'trigger-long-running-operation';
let http;

before(async () => { http = await HttpServer.start(); });
after(async () => { await http.kill(); });

test('the demo lists and calls its tools from chat messages, over both transports', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bothost-interop-'));
  const demo = spawn('dotnet', [built, 'demo', '--only', 'DingTalk', '--mcp', `"${process.execPath}" "${everything}" stdio`, '--mcp', http.url], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  demo.stdout.setEncoding('utf8');
  demo.stdout.on('data', chunk => { output += chunk; });
  demo.stderr.on('data', chunk => { output += chunk; });
  const code = await new Promise(resolve => demo.on('exit', resolve));
  rmSync(folder, { recursive: true });
  assert.equal(code, 0, output);
  assert.match(output, /工具的结果是：Echo: 你好 1/);
  assert.match(output, /工具的结果是：Echo: 你好 2/);
});

for (const [transport, settings, kill] of [
  ['a program', { 'Mcp:everything:Command': process.execPath, 'Mcp:everything:Arguments:0': everything, 'Mcp:everything:Arguments:1': 'stdio' }, host => {
    const found = children(host.process.pid, everything);
    assert.equal(found.length, 1);
    process.kill(found[0], 'SIGKILL');
  }],
  ['an HTTP server', null, async (_, server) => server.kill()],
]) {
  test(`${transport} that is killed during a call: the person gets an answer, and once it is back its tools are`, async () => {
    const server = settings ? undefined : await HttpServer.start();
    const recorder = await Recorder.start();
    let host;
    let again;
    try {
      host = await Host.start(recorder.address, {
        name: 'feishu',
        settings: {
          'Bots:feishu:Platform': 'Feishu', 'Bots:feishu:AppId': app.appId, 'Bots:feishu:AppSecret': app.appSecret,
          'Bots:feishu:VerificationToken': app.verificationToken, 'Bots:feishu:EncryptKey': app.encryptKey,
          'Bots:feishu:Tools': 'everything',
          ...settings ?? { 'Mcp:everything:Url': server.url },
        },
      });
      recorder.tool('慢慢来', `everything__${slow}`, { duration: 120, steps: 2 });
      recorder.tool('再来', 'everything__get-sum', { a: 2, b: 40 });
      assert.equal((await host.post(request(message({ content: { text: '慢慢来' } })))).status, 200);
      await recorder.until(() => recorder.questions.includes('慢慢来'), 'the question');
      await new Promise(resolve => setTimeout(resolve, 1_500)); // the call is on its way

      const killed = Date.now();
      await kill(host, server);
      await recorder.until(() => recorder.visible.some(call => JSON.stringify(call.body ?? '').includes('tool said')), 'the answer');
      assert.ok(Date.now() - killed < 20_000, 'the answer comes well before the time of a call is over');
      assert.ok(recorder.visible.some(call => JSON.stringify(call.body ?? '').includes('connection to the tool')), JSON.stringify(recorder.visible));

      again = server && await HttpServer.start(server.port);
      await new Promise(resolve => setTimeout(resolve, 2_500)); // a connection that lived so shortly is not made again at once
      assert.equal((await host.post(request(message({ content: { text: '再来' } })))).status, 200);
      await recorder.until(() => recorder.visible.some(call => JSON.stringify(call.body ?? '').includes('The sum of 2 and 40 is 42')), 'the second answer');
    } finally {
      await server?.kill(); // also where the host did not start: a server left behind would keep the tests from ending
      await again?.kill();
      await recorder.close();
      const left = host ? children(host.process.pid, everything) : [];
      assert.equal(await host?.stop() ?? 0, 0);
      for (const id of left) {
        assert.throws(() => process.kill(id, 0), 'no program is left after the host');
      }
    }
  });
}

test('a host that is killed leaves no program behind: its input is closed', async () => {
  const recorder = await Recorder.start();
  const host = await Host.start(recorder.address, {
    name: 'feishu',
    settings: {
      'Bots:feishu:Platform': 'Feishu', 'Bots:feishu:AppId': app.appId, 'Bots:feishu:AppSecret': app.appSecret,
      'Bots:feishu:VerificationToken': app.verificationToken, 'Bots:feishu:EncryptKey': app.encryptKey, 'Bots:feishu:Tools': 'everything',
      'Mcp:everything:Command': process.execPath, 'Mcp:everything:Arguments:0': everything, 'Mcp:everything:Arguments:1': 'stdio',
    },
  });
  await host.post(request(message({ content: { text: '你好' } })));
  await recorder.until(() => recorder.questions.includes('你好') && recorder.visible.length > 0, 'an answer');
  const [id] = children(host.process.pid, everything);
  assert.ok(id);
  host.process.kill('SIGKILL');
  await host.exited;
  rmSync(host.folder, { recursive: true });
  const gone = () => { try { process.kill(id, 0); return false; } catch { return true; } };
  await recorder.until(gone, 'the end of the program');
  await recorder.close();
});
