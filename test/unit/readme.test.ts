import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { format } from 'prettier'
import { describe, expect, it } from 'vitest'

import { runProgram } from '../../src/cli/program.js'
import { settings } from '../../src/config.js'
import { connectSettings } from '../../src/connect-config.js'
import { serveSettings } from '../../src/serve-config.js'
import { flagOf } from '../../src/settings.js'
import { demoPeople } from '../../src/demo/people.js'
import { prompts } from '../../src/prompts/registry.js'
import { resources } from '../../src/resources/registry.js'
import { tools } from '../../src/tools/registry.js'
import { errorCodes } from '../../src/errors.js'
import { hosts } from '../../src/setup/hosts/hosts.js'
import { renderPage } from '../support/pages.js'
import { readSource, root } from '../support/source-files.js'
import { testCommand } from '../support/worlds/runtime.js'

const readme = readSource('README.md')

/** The pages with generated tables. */
const pages = ['README.md', 'test/bench/RESULTS.md']

it.each(pages)(
  '%s has the generated tables of this version (`npm run docs` makes them)',
  async (page) => {
    const made = renderPage(readSource(page))
    const rendered = await format(made, { parser: 'markdown', printWidth: 100 })
    await expect(rendered).toMatchFileSnapshot(`../../${page}`)
  },
)

/** Text in code style: inline, and the lines of blocks. */
const codes = (): readonly string[] => {
  const [blocks, prose] = [/^```\w*\n([^]*?)^```$/gm, readme.replaceAll(/^```[^]*?^```$/gm, '')]
  return [
    ...[...readme.matchAll(blocks)].flatMap(([, block = '']) => block.split('\n')),
    ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
  ]
}

/** What `--help` says of a command, and what it says in general. */
const helpOf = async (words: readonly string[]): Promise<string> => {
  const command = testCommand({ argv: [...words, '--help'] })
  expect(await runProgram(command.runtime)).toBe(0)
  return command.stdout()
}

/** Commands that have commands of their own. */
const groups = ['audit', 'grants', 'state']

const commandsIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name = '']) => name)

const flagsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag)

/** A call of the program: its words up to the end, a pipe or a comment. */
const calls = (): readonly (readonly string[])[] =>
  codes().flatMap((code) =>
    [...code.matchAll(/(?<![\w/.-])(?:npx )?jhe-mcp(?:@[\d.]+)? ([a-z-][^|#]*)/g)].map(
      ([, words = '']) => words.trim().split(/\s+/),
    ),
  )

const ownFlags = [...settings, ...serveSettings, ...connectSettings].flatMap(({ name, flag }) =>
  flag === undefined ? [] : [flagOf(name)],
)

describe('README.md', () => {
  it('has at most 350 lines', () => {
    expect(readme.split('\n').length - 1).toBeLessThanOrEqual(350)
  })

  it('goes from a first answer to the development', () => {
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'See it work',
      'Use it with your JHE',
      'Tools',
      'Options',
      'Who sees what',
      'Security',
      'Troubleshooting',
      'One server for everybody',
      'For JHE administrators',
      'Development',
    ])
  })

  it('tells of the served way before the local one', () => {
    const [, intro = ''] = /^# .+\n([^]*?)^## /m.exec(readme) ?? []
    const [, use = ''] = /^## Use it with your JHE\n([^]*?)^## /m.exec(readme) ?? []
    const ways = [
      [intro, '(#one-server-for-everybody)', 'database'],
      [use, '--url https://', '--base-url https://'],
    ] as const
    for (const [text, served, local] of ways) {
      expect(text.indexOf(served)).toBeGreaterThan(-1)
      expect(text.indexOf(local)).toBeGreaterThan(text.indexOf(served))
    }
  })

  it('names variables that there are', () => {
    const all = [...settings, ...serveSettings, ...connectSettings]
    const known: readonly string[] = all.map(({ env }) => env)
    const named = [...readme.matchAll(/\bJHE_[A-Z_]+/g)].map(([name]) => name)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
    expect(known.filter((name) => !named.includes(name))).toEqual([])
  })

  it('calls commands that there are, with flags that they have', async () => {
    const known = commandsIn(await helpOf([]))
    expect(known.length).toBeGreaterThan(5)
    const wrong: string[] = []
    for (const words of calls()) {
      const [name = '', sub = ''] = words
      const isCommand = known.includes(name)
      if (!isCommand && !name.startsWith('--')) wrong.push(words.join(' '))
      const isGroup = groups.includes(name)
      const nested = isGroup ? commandsIn(await helpOf([name])) : []
      if (isGroup && sub !== '' && !nested.includes(sub)) wrong.push(words.join(' '))
      const path = [...(isCommand ? [name] : []), ...(nested.includes(sub) ? [sub] : [])]
      const flags = [...ownFlags, ...flagsIn(await helpOf(path))]
      if (flagsIn(words.join(' ')).some((flag) => !flags.includes(flag)))
        wrong.push(words.join(' '))
    }
    expect(wrong).toEqual([])
    expect(calls().length).toBeGreaterThan(20)
  })

  it('names flags that there are', async () => {
    const names = commandsIn(await helpOf([])).map((name) => [name])
    const nested = await Promise.all(
      groups.map(async (group) => commandsIn(await helpOf([group])).map((name) => [group, name])),
    )
    const paths = [[], ...names, ...nested.flat()]
    const helps = await Promise.all(paths.map(async (path) => await helpOf(path)))
    const known = [...ownFlags, ...helps.flatMap(flagsIn)]
    // what is said of npm stands in package.json; a host has flags of its own
    const others = /^(?:npm|claude|openssl) /
    const own = codes().filter((code) => !others.test(code) || code.includes(' -- --sign-in'))
    expect(own.flatMap(flagsIn).filter((flag) => !known.includes(flag))).toEqual([])
  })

  it('runs scripts that there are', () => {
    const scripts = /"scripts": \{([^}]*)\}/.exec(readSource('package.json'))?.[1] ?? ''
    const named = codes().flatMap((code) =>
      [...code.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name),
    )
    const ofNpm = ['ci', 'install', 'audit']
    const known = [...scripts.matchAll(/"([\w:]+)":/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !ofNpm.includes(name) && !known.includes(name))).toEqual([])
    expect(named.length).toBeGreaterThan(8)
  })

  it('names every host of `setup` and everybody of the demo', () => {
    const named = new Set(codes().flatMap((code) => code.split(' ')))
    const people = demoPeople.slice(1).map(({ name }) => name)
    expect([...Object.keys(hosts), ...people].filter((name) => !named.has(name))).toEqual([])
  })

  it('explains every error code', () => {
    expect(errorCodes.filter((code) => !readme.includes(`| \`${code}\``))).toEqual([])
  })

  it('names the version of this package where it tells how to install it', () => {
    const version = /"version": "([^"]+)"/.exec(readSource('package.json'))?.[1] ?? ''
    const named = [...readme.matchAll(/jhe-mcp[@-](\d+\.\d+\.\d+)/g)].map(([, found]) => found)
    expect(named.length).toBeGreaterThan(0)
    expect(new Set(named)).toEqual(new Set([version]))
  })

  it('names tools, resources and prompts that there are, and all prompts and resources', () => {
    const [, table = ''] = /^\| there +\| here +\|\n([^]*?)\n\n/m.exec(readme) ?? []
    const here = table.split('\n').map((line) => line.split('|').at(2) ?? '')
    const named = here.flatMap((cell) =>
      [...cell.matchAll(/`((?:get|list|search|summarize|count|describe)_\w+)`/g)].map(String),
    )
    const tick = (name: string) => `\`${name}\``
    const known = tools.map(({ name }) => `${tick(name)},${name}`)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
    expect(named.length).toBeGreaterThan(10)
    const offered = [...prompts.map(({ name }) => name), ...resources.map(({ uri }) => uri)]
    expect(offered.filter((name) => !readme.includes(tick(name)))).toEqual([])
    const addresses = [...readme.matchAll(/`(jhe:\/\/[^`]+)`/g)].map(([, uri]) => uri)
    expect(addresses.filter((uri) => !offered.includes(uri ?? ''))).toEqual([])
  })

  it('points at sections and files that there are', () => {
    const titles = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title)
    const sections = titles.map((title) =>
      `#${title.toLowerCase().replaceAll(' ', '-')}`.replace("'", ''),
    )
    const links = [...readme.matchAll(/\]\((#[^)]+)\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !sections.includes(link))).toEqual([])
    const paths = [...readme.matchAll(/`((?:test|src|\.github|\.ci)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    )
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
    expect([links.length > 0, paths.length > 0]).toEqual([true, true])
  })

  it('T-S2: tells nobody to run @latest', () => {
    expect(readme).not.toContain('@latest')
  })
})
