// The real host in a process of its own, as `dotnet build` left it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from './app.mjs';

export const built = fileURLToPath(new URL('../../src/BotHost/bin/Debug/net10.0/BotHost.dll', import.meta.url));

/** What a .NET process needs of its surroundings. The settings of whoever runs this must not reach the host. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'DOTNET_ROOT', 'DOTNET_CLI_HOME', 'SystemRoot', 'TEMP'];

/** The bot that Feishu's library judges. */
const feishu = {
  name: 'feishu',
  settings: {
    'Bots:feishu:Platform': 'Feishu',
    'Bots:feishu:AppId': app.appId,
    'Bots:feishu:AppSecret': app.appSecret,
    'Bots:feishu:VerificationToken': app.verificationToken,
    'Bots:feishu:EncryptKey': app.encryptKey,
  },
};

export class Host {
  static async start(platform, bot = feishu) {
    if (!existsSync(built)) {
      throw new Error(`${built} is not there: run "dotnet build" first.`);
    }

    const host = new Host();
    host.folder = mkdtempSync(path.join(tmpdir(), 'bothost-interop-'));
    const settings = {
      urls: 'http://127.0.0.1:0',
      'Storage:ConnectionString': `Data Source=${path.join(host.folder, 'bothost.db')}`,
      ...bot.settings,
      'Platforms:Feishu:BaseUrl': platform,
      'Platforms:WeCom:BaseUrl': platform,
      'Models:default:ApiKeys': 'sk-interop',
      'Models:default:Model': 'interop-model',
      'Models:default:BaseUrl': `${platform}/v1`,
    };
    host.process = spawn('dotnet', [built, ...Object.entries(settings).map(([key, value]) => `--${key}=${value}`)], {
      cwd: host.folder,
      env: Object.fromEntries(inherited.filter(name => process.env[name]).map(name => [name, process.env[name]])),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    host.exited = new Promise(resolve => host.process.on('exit', resolve));
    host.output = '';
    await new Promise((resolve, reject) => {
      const hear = chunk => {
        host.output += chunk;
        const found = /BotHost listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(host.output);
        if (found) {
          host.webhook = `${found[1]}/webhooks/${bot.name}`;
          resolve();
        }
      };
      host.process.stdout.on('data', hear);
      host.process.stderr.on('data', hear);
      host.process.on('error', reject);
      void host.exited.then(code => reject(new Error(`The host ended with ${code} before it listened:\n${host.output}`)));
    });
    return host;
  }

  /** A platform that is told 503 comes again; so does this one. */
  async post({ body, headers, query = '', method = 'POST' }) {
    for (const limit = Date.now() + 30_000; ;) {
      const answer = await fetch(this.webhook + query, { method, headers, body });
      if (answer.status !== 503 || Date.now() > limit) {
        return { status: answer.status, text: await answer.text() };
      }

      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async stop() {
    this.process.kill('SIGTERM');
    const code = await this.exited;
    rmSync(this.folder, { recursive: true });
    return code;
  }
}
