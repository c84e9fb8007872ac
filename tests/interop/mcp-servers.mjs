// The reference server of the Model Context Protocol, over both of its transports, on this machine alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const everything = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url));
const preload = fileURLToPath(new URL('./loopback-only.cjs', import.meta.url));

async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Where a process listens, as the kernel says: addresses in hexadecimal. */
function listening(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(file => readFileSync(file, 'utf8').split('\n').slice(1)
    .map(line => line.trim().split(/\s+/)).filter(([, local, , state]) => state === '0A' && local.endsWith(`:${hex}`)).map(([, local]) => local.split(':')[0]));
}

export class HttpServer {
  static async start(port) {
    const server = new HttpServer();
    server.port = port ?? await freePort();
    server.process = spawn(process.execPath, ['--require', preload, everything, 'streamableHttp'], {
      env: { PATH: process.env.PATH, PORT: String(server.port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server.exited = once(server.process, 'exit');
    let output = '';
    server.process.stderr.on('data', chunk => { output += chunk; });
    for (const limit = Date.now() + 20_000; !output.includes('listening on port'); ) {
      assert.ok(Date.now() < limit, `the server does not listen: ${output}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }

    // Before anything is sent to it: it listens on 127.0.0.1 and nowhere else.
    assert.deepEqual(listening(server.port), ['0100007F']);
    server.url = `http://127.0.0.1:${server.port}/mcp`;
    return server;
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}

/** The children of a process whose command line holds a word. */
export function children(parent, word) {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(id => {
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(word);
    } catch {
      return false; // it ended meanwhile
    }
  }).map(Number);
}
