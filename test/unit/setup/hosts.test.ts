import { describe, expect, it } from 'vitest'

import { hostFiles, hostIds, hosts, type HostId } from '../../../src/setup/hosts/hosts.js'

const mac = { platform: 'darwin', home: '/Users/ada', env: {}, storePackages: [] } as const
const linux = { platform: 'linux', home: '/home/ada', env: {}, storePackages: [] } as const
const windows = { platform: 'win32', home: 'C:\\Users\\ada', env: {}, storePackages: [] } as const

const roaming = 'C:\\Users\\ada\\AppData\\Roaming'

const cline = 'globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json'
const roo = 'globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'

describe('hostFiles', () => {
  it.each<[HostId, string, string, string]>([
    [
      'claude-desktop',
      '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json',
      '/home/ada/.config/Claude/claude_desktop_config.json',
      `${roaming}\\Claude\\claude_desktop_config.json`,
    ],
    [
      'claude-code',
      '/Users/ada/.claude.json',
      '/home/ada/.claude.json',
      'C:\\Users\\ada\\.claude.json',
    ],
    [
      'cursor',
      '/Users/ada/.cursor/mcp.json',
      '/home/ada/.cursor/mcp.json',
      'C:\\Users\\ada\\.cursor\\mcp.json',
    ],
    [
      'vscode',
      '/Users/ada/Library/Application Support/Code/User/mcp.json',
      '/home/ada/.config/Code/User/mcp.json',
      `${roaming}\\Code\\User\\mcp.json`,
    ],
    [
      'codex',
      '/Users/ada/.codex/config.toml',
      '/home/ada/.codex/config.toml',
      'C:\\Users\\ada\\.codex\\config.toml',
    ],
    [
      'gemini-cli',
      '/Users/ada/.gemini/settings.json',
      '/home/ada/.gemini/settings.json',
      'C:\\Users\\ada\\.gemini\\settings.json',
    ],
    [
      'qwen-code',
      '/Users/ada/.qwen/settings.json',
      '/home/ada/.qwen/settings.json',
      'C:\\Users\\ada\\.qwen\\settings.json',
    ],
    [
      'copilot-cli',
      '/Users/ada/.copilot/mcp-config.json',
      '/home/ada/.copilot/mcp-config.json',
      'C:\\Users\\ada\\.copilot\\mcp-config.json',
    ],
    [
      'opencode',
      '/Users/ada/.config/opencode/opencode.json',
      '/home/ada/.config/opencode/opencode.json',
      'C:\\Users\\ada\\.config\\opencode\\opencode.json',
    ],
    [
      'windsurf',
      '/Users/ada/.codeium/windsurf/mcp_config.json',
      '/home/ada/.codeium/windsurf/mcp_config.json',
      'C:\\Users\\ada\\.codeium\\windsurf\\mcp_config.json',
    ],
    [
      'zed',
      '/Users/ada/.config/zed/settings.json',
      '/home/ada/.config/zed/settings.json',
      `${roaming}\\Zed\\settings.json`,
    ],
    [
      'cline',
      `/Users/ada/Library/Application Support/Code/User/${cline}`,
      `/home/ada/.config/Code/User/${cline}`,
      `${roaming}\\Code\\User\\${cline.replaceAll('/', '\\')}`,
    ],
    [
      'cline-cli',
      '/Users/ada/.cline/data/settings/cline_mcp_settings.json',
      '/home/ada/.cline/data/settings/cline_mcp_settings.json',
      'C:\\Users\\ada\\.cline\\data\\settings\\cline_mcp_settings.json',
    ],
    [
      'roo',
      `/Users/ada/Library/Application Support/Code/User/${roo}`,
      `/home/ada/.config/Code/User/${roo}`,
      `${roaming}\\Code\\User\\${roo.replaceAll('/', '\\')}`,
    ],
    [
      'continue',
      '/Users/ada/.continue/config.yaml',
      '/home/ada/.continue/config.yaml',
      'C:\\Users\\ada\\.continue\\config.yaml',
    ],
    [
      'goose',
      '/Users/ada/.config/goose/config.yaml',
      '/home/ada/.config/goose/config.yaml',
      `${roaming}\\Block\\goose\\config\\config.yaml`,
    ],
    [
      'lm-studio',
      '/Users/ada/.lmstudio/mcp.json',
      '/home/ada/.lmstudio/mcp.json',
      'C:\\Users\\ada\\.lmstudio\\mcp.json',
    ],
    [
      'kiro',
      '/Users/ada/.kiro/settings/mcp.json',
      '/home/ada/.kiro/settings/mcp.json',
      'C:\\Users\\ada\\.kiro\\settings\\mcp.json',
    ],
    [
      'amazon-q',
      '/Users/ada/.aws/amazonq/mcp.json',
      '/home/ada/.aws/amazonq/mcp.json',
      'C:\\Users\\ada\\.aws\\amazonq\\mcp.json',
    ],
    [
      'vscode-insiders',
      '/Users/ada/Library/Application Support/Code - Insiders/User/mcp.json',
      '/home/ada/.config/Code - Insiders/User/mcp.json',
      `${roaming}\\Code - Insiders\\User\\mcp.json`,
    ],
    ['visual-studio', '/Users/ada/.mcp.json', '/home/ada/.mcp.json', 'C:\\Users\\ada\\.mcp.json'],
    [
      'windsurf-next',
      '/Users/ada/.codeium/windsurf-next/mcp_config.json',
      '/home/ada/.codeium/windsurf-next/mcp_config.json',
      'C:\\Users\\ada\\.codeium\\windsurf-next\\mcp_config.json',
    ],
    [
      'kilo',
      '/Users/ada/.config/kilo/kilo.json',
      '/home/ada/.config/kilo/kilo.json',
      'C:\\Users\\ada\\.config\\kilo\\kilo.json',
    ],
    [
      'antigravity',
      '/Users/ada/.gemini/config/mcp_config.json',
      '/home/ada/.gemini/config/mcp_config.json',
      'C:\\Users\\ada\\.gemini\\config\\mcp_config.json',
    ],
    [
      'kimi-cli',
      '/Users/ada/.kimi/mcp.json',
      '/home/ada/.kimi/mcp.json',
      'C:\\Users\\ada\\.kimi\\mcp.json',
    ],
    [
      'kimi-code',
      '/Users/ada/.kimi-code/mcp.json',
      '/home/ada/.kimi-code/mcp.json',
      'C:\\Users\\ada\\.kimi-code\\mcp.json',
    ],
    [
      'crush',
      '/Users/ada/.config/crush/crush.json',
      '/home/ada/.config/crush/crush.json',
      'C:\\Users\\ada\\AppData\\Local\\crush\\crush.json',
    ],
    [
      'droid',
      '/Users/ada/.factory/mcp.json',
      '/home/ada/.factory/mcp.json',
      'C:\\Users\\ada\\.factory\\mcp.json',
    ],
    [
      'amp',
      '/Users/ada/.config/amp/settings.json',
      '/home/ada/.config/amp/settings.json',
      `${roaming}\\amp\\settings.json`,
    ],
    [
      'auggie',
      '/Users/ada/.augment/settings.json',
      '/home/ada/.augment/settings.json',
      'C:\\Users\\ada\\.augment\\settings.json',
    ],
    [
      'junie',
      '/Users/ada/.junie/mcp/mcp.json',
      '/home/ada/.junie/mcp/mcp.json',
      'C:\\Users\\ada\\.junie\\mcp\\mcp.json',
    ],
    [
      'rovo-dev',
      '/Users/ada/.rovodev/mcp.json',
      '/home/ada/.rovodev/mcp.json',
      'C:\\Users\\ada\\.rovodev\\mcp.json',
    ],
    [
      'openhands',
      '/Users/ada/.openhands/mcp.json',
      '/home/ada/.openhands/mcp.json',
      'C:\\Users\\ada\\.openhands\\mcp.json',
    ],
  ])(
    'knows where %s keeps its servers on macOS, Linux and Windows',
    (id, onMac, onLinux, onWindows) => {
      expect(hostFiles(id, mac)[0]).toBe(onMac)
      expect(hostFiles(id, linux)[0]).toBe(onLinux)
      expect(hostFiles(id, windows)[0]).toBe(onWindows)
    },
  )

  it('puts the copy that a packaged Claude Desktop reads before the one it cannot see', () => {
    const storePackages = ['Microsoft.Paint_8wekyb3d8bbwe', 'Claude_pzs8sxrjxfjjc', 'Claude_']
    expect(hostFiles('claude-desktop', { ...windows, storePackages })).toEqual([
      'C:\\Users\\ada\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
      `${roaming}\\Claude\\claude_desktop_config.json`,
    ])
    expect(hostFiles('claude-desktop', { ...mac, storePackages })).toHaveLength(1)
  })

  it('follows the folders that the environment names, where it names any', () => {
    const env = { XDG_CONFIG_HOME: '/x', CLAUDE_CONFIG_DIR: '/c', APPDATA: 'D:\\r' }
    expect(hostFiles('vscode', { ...linux, env })).toEqual(['/x/Code/User/mcp.json'])
    expect(hostFiles('claude-code', { ...linux, env })).toEqual(['/c/.claude.json'])
    expect(hostFiles('vscode', { ...windows, env })).toEqual(['D:\\r\\Code\\User\\mcp.json'])
    expect(hostFiles('vscode', { ...linux, env: { XDG_CONFIG_HOME: '' } })).toEqual([
      '/home/ada/.config/Code/User/mcp.json',
    ])
  })

  it.each<[HostId, Record<string, string>, string]>([
    ['codex', { CODEX_HOME: '/c' }, '/c/config.toml'],
    ['gemini-cli', { GEMINI_CLI_HOME: '/g' }, '/g/.gemini/settings.json'],
    ['qwen-code', { QWEN_HOME: '/q' }, '/q/settings.json'],
    ['copilot-cli', { COPILOT_HOME: '/c' }, '/c/mcp-config.json'],
    ['opencode', { XDG_CONFIG_HOME: '/x' }, '/x/opencode/opencode.json'],
    ['opencode', { OPENCODE_CONFIG_DIR: '/o' }, '/o/opencode.json'],
    ['zed', { XDG_CONFIG_HOME: '/x' }, '/x/zed/settings.json'],
    ['cline-cli', { CLINE_DIR: '/c' }, '/c/data/settings/cline_mcp_settings.json'],
    ['cline-cli', { CLINE_DATA_DIR: '/d' }, '/d/settings/cline_mcp_settings.json'],
    ['cline-cli', { CLINE_MCP_SETTINGS_PATH: '/m.json' }, '/m.json'],
    ['continue', { CONTINUE_GLOBAL_DIR: '/c' }, '/c/config.yaml'],
    ['goose', { XDG_CONFIG_HOME: '/x' }, '/x/goose/config.yaml'],
    ['goose', { GOOSE_PATH_ROOT: '/g' }, '/g/config/config.yaml'],
    ['kimi-code', { KIMI_CODE_HOME: '/k' }, '/k/mcp.json'],
    ['amp', { AMP_SETTINGS_FILE: '/a/s.json' }, '/a/s.json'],
    ['crush', { XDG_CONFIG_HOME: '/x' }, '/x/crush/crush.json'],
    ['kilo', { XDG_CONFIG_HOME: '/x' }, '/x/kilo/kilo.json'],
  ])('looks for %s where %j says', (id, env, path) => {
    expect(hostFiles(id, { ...linux, env })[0]).toBe(path)
  })

  it('has a row for every host, and a place for it on each system', () => {
    expect(Object.keys(hosts).toSorted()).toEqual(hostIds.toSorted())
    for (const id of hostIds)
      for (const system of [mac, linux, windows])
        expect(hostFiles(id, system).length).toBeGreaterThan(0)
  })
})
