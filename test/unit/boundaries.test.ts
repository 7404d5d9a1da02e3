import { describe, expect, it } from 'vitest'

import {
  circles,
  closureOf,
  imports,
  isOurs,
  packageOf,
  targetOf,
} from '../support/module-imports.js'
import { doors, mayImport } from '../support/rooms.js'
import { sourceFiles } from '../support/source-files.js'

const partOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.ts$/, '')

describe('the parts of src', () => {
  it('import only what the table allows', () => {
    const breaches = imports.filter(isOurs).filter(({ path, fileName }) => {
      const from = partOf(path)
      const to = partOf(targetOf({ path, fileName }))
      return from !== to && !(mayImport[from] ?? []).includes(to)
    })
    expect(breaches).toEqual([])
  })

  it('stand below the rooms that import them', () => {
    const order = Object.keys(mayImport)
    const upward = Object.entries(mayImport).flatMap(([room, below]) =>
      below
        .filter((other) => order.indexOf(other) <= order.indexOf(room))
        .map((other) => `${room} -> ${other}`),
    )
    expect(upward).toEqual([])
  })

  it('have no circle of files', () => {
    expect(circles()).toEqual([])
  })

  it('are all in the table', () => {
    const parts = new Set(sourceFiles('src').map(partOf))
    expect([...parts].filter((part) => !(part in mayImport))).toEqual([])
  })

  it('reach third-party packages only through their doors', () => {
    const breaches = imports
      .filter((entry) => !isOurs(entry) && !entry.fileName.startsWith('node:'))
      .filter(({ path, fileName }) => {
        const allowed = doors[packageOf(fileName)] ?? []
        return !allowed.some((door) => path === `src/${door}` || path.startsWith(`src/${door}/`))
      })
    expect(breaches).toEqual([])
  })

  it('import Node modules by their node: name', () => {
    const builtin = imports.filter(({ fileName }) =>
      /^(fs|path|os|crypto|http|net|url)$/.test(fileName),
    )
    expect(builtin).toEqual([])
  })

  it('T-B3: the server opens a browser only through the sign-in', () => {
    const openers = imports.filter(({ fileName }) => fileName === 'open').map(({ path }) => path)
    expect(openers.every((path) => path.startsWith('src/auth/sign-in/'))).toBe(true)
  })
})

describe('the issuer of the demo', () => {
  const isIssuer = (path: string): boolean => path.startsWith('src/demo/issuer/')
  const commands = ['src/cli/demo-http.ts', 'src/cli/demo-sign-in.ts']

  it('is reached from outside, statically or by import(), only by src/cli/demo*', () => {
    const reaching = imports
      .filter((entry) => isOurs(entry) && isIssuer(targetOf(entry)) && !isIssuer(entry.path))
      .map(({ path }) => path)
    expect(new Set(reaching)).toEqual(new Set(commands))
    const starting = imports.filter((entry) => isOurs(entry) && commands.includes(targetOf(entry)))
    expect(new Set(starting.map(({ path }) => path))).toEqual(new Set(['src/cli/demo.ts']))
  })

  it('is loaded with nothing but the commands that need it', () => {
    const others = sourceFiles('src').filter((path) => !isIssuer(path) && !commands.includes(path))
    const loading = others.filter((path) => [...closureOf(path)].some(isIssuer))
    expect(loading).toEqual([])
    for (const command of commands)
      expect(closureOf(command)).toContain('src/demo/issuer/start-issuer.ts')
  })

  it('loads its package by import() alone, so that nobody else needs it', () => {
    const needing = sourceFiles('src').filter((path) => closureOf(path).has('oidc-provider'))
    expect(needing).toEqual([])
    expect(imports.map(({ fileName }) => fileName)).toContain('oidc-provider')
  })
})
