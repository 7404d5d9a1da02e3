import { describe, expect, it } from 'vitest'

import { launchOf, launchWith } from '../../../src/setup/launch.js'

const npx = {
  execPath: '/usr/bin/node',
  packageFolder: '/home/ada/.npm/_npx/a1b2/node_modules/jhe-mcp',
  version: '1.2.3',
}
const windowsNpx = {
  execPath: 'C:\\Program Files\\nodejs\\node.exe',
  packageFolder: 'C:\\Users\\ada\\AppData\\Local\\npm-cache\\_npx\\a1b2\\node_modules\\jhe-mcp',
  version: '1.2.3',
}

describe('launchOf', () => {
  it('T-S2: names the very version where npx runs it now', () => {
    expect(launchOf({ platform: 'linux', ...npx }, false)).toEqual({
      command: 'npx',
      args: ['-y', 'jhe-mcp@1.2.3'],
    })
    expect(launchOf({ platform: 'darwin', ...npx }, true)).toEqual({
      command: 'npx',
      args: ['-y', 'jhe-mcp@1.2.3', 'demo', '--stdio'],
    })
  })

  it('goes through a shell on Windows, as npx is a script there', () => {
    expect(launchOf({ platform: 'win32', ...windowsNpx }, false)).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', '-y', 'jhe-mcp@1.2.3'],
    })
  })

  it('names node and the installed program by their full paths', () => {
    const installed = { ...npx, packageFolder: '/usr/lib/node_modules/jhe-mcp' }
    expect(launchOf({ platform: 'linux', ...installed }, false)).toEqual({
      command: '/usr/bin/node',
      args: ['/usr/lib/node_modules/jhe-mcp/bin/jhe-mcp.js'],
    })
    const onWindows = {
      ...windowsNpx,
      packageFolder: 'C:\\Users\\ada\\AppData\\Roaming\\npm\\node_modules\\jhe-mcp',
    }
    expect(launchOf({ platform: 'win32', ...onWindows }, true)).toEqual({
      command: 'C:\\Program Files\\nodejs\\node.exe',
      args: [
        'C:\\Users\\ada\\AppData\\Roaming\\npm\\node_modules\\jhe-mcp\\bin\\jhe-mcp.js',
        'demo',
        '--stdio',
      ],
    })
  })

  it('adds the words of a bridge, but none that the shell of Windows would take apart', () => {
    const words = ['connect', 'https://mcp.example.org/mcp?a=1&b=2']
    expect(launchWith({ platform: 'linux', ...npx }, words).args.slice(-2)).toEqual(words)
    expect(() => launchWith({ platform: 'win32', ...windowsNpx }, words)).toThrow(/npx on Windows/)
    const plain = ['connect', 'https://mcp.example.org/mcp']
    expect(launchWith({ platform: 'win32', ...windowsNpx }, plain).args).toEqual([
      '/c',
      'npx',
      '-y',
      'jhe-mcp@1.2.3',
      ...plain,
    ])
  })
})
