// Counts every text of token-counts.json anew, in place. To add a text, add it there with its kind, then, in this folder:
//   npm install --no-save js-tiktoken@1.0.21 && node count-tokens.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { getEncoding } from 'js-tiktoken';

const file = new URL('token-counts.json', import.meta.url);
const [o200k, cl100k] = ['o200k_base', 'cl100k_base'].map(name => getEncoding(name));
const { howMade, texts } = JSON.parse(readFileSync(file, 'utf8'));
const lines = texts.map(({ kind, text }) => '    ' + JSON.stringify({
  kind, text, o200k: o200k.encode(text, [], []).length, cl100k: cl100k.encode(text, [], []).length,
}));
writeFileSync(file, `{\n  "howMade": ${JSON.stringify(howMade)},\n  "texts": [\n${lines.join(',\n')}\n  ]\n}\n`);
