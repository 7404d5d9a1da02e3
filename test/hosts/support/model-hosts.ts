import { dirname, join } from 'node:path'

import type { HostId } from '../../../src/setup/hosts/hosts.js'
import { programs } from './installed.js'

/** A host that talks with a model over HTTP and runs without a person. */
export interface ModelHost {
  readonly id: HostId
  /** What its files say of the model, before setup adds the server: paths from the home folder. */
  readonly files: (url: string) => Readonly<Record<string, string>>
  readonly env: (url: string) => Readonly<Record<string, string>>
  /** The program with its arguments; it is to answer one question and end. */
  readonly command: readonly [string, ...string[]]
}

const question = 'How many studies can I access?'

export const claudeCode: ModelHost = {
  id: 'claude-code',
  files: () => ({ '.claude.json': '{\n  "hasCompletedOnboarding": true\n}\n' }),
  env: (url) => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'none',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ENABLE_TOOL_SEARCH: 'false',
  }),
  command: [programs.claude, '-p', question, '--allowedTools', 'mcp__jhe'],
}

/** Codex asks its model without a server that has not started after a second, which is short here. */
const codexConfig = (url: string): string => `# the model of the test
model = "fake"
model_provider = "fake"
approval_policy = "never"
mcp_optional_startup_grace_ms = 60000

[model_providers.fake]
name = "fake"
base_url = "${url}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`

const codex: ModelHost = {
  id: 'codex',
  files: (url) => ({ '.codex/config.toml': codexConfig(url) }),
  env: () => ({}),
  command: [programs.codex, 'exec', '--skip-git-repo-check', question],
}

const geminiConfig = `{
  // no sign-in
  "security": { "auth": { "selectedType": "gemini-api-key" } },
  "privacy": { "usageStatisticsEnabled": false },
  "general": { "disableAutoUpdate": true }
}
`

const geminiCli: ModelHost = {
  id: 'gemini-cli',
  files: () => ({ '.gemini/settings.json': geminiConfig }),
  env: (url) => ({
    GEMINI_API_KEY: 'none',
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),
  command: [
    programs.node,
    programs.gemini,
    '--model',
    'gemini-2.5-flash',
    '--approval-mode',
    'yolo',
    '--prompt',
    question,
  ],
}

const openCodeConfig = (url: string): string =>
  `${JSON.stringify(
    {
      model: 'fake/fake',
      small_model: 'fake/fake',
      autoupdate: false,
      provider: {
        fake: {
          npm: '@ai-sdk/openai-compatible',
          options: { baseURL: `${url}/v1`, apiKey: 'none' },
          models: { fake: {} },
        },
      },
    },
    null,
    2,
  )}\n`

export const openCode: ModelHost = {
  id: 'opencode',
  files: (url) => ({ '.config/opencode/opencode.json': openCodeConfig(url) }),
  env: () => ({ OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' }),
  command: [programs.opencode, 'run', question],
}

/** The hosts that run here against a model of the test. */
export const modelHosts: readonly ModelHost[] = [claudeCode, codex, geminiCli, openCode]

/** The environment of a host: a home of its own, and nothing but loopback to reach. */
export const hostEnv = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(':'),
  TMPDIR: join(home, 'tmp'),
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1,localhost',
})
