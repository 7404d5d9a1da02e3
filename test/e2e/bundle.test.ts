import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'

import { getMcpConfigForManifest, unpackExtension } from '@anthropic-ai/mcpb'
import { MANIFEST_SCHEMAS } from '@anthropic-ai/mcpb/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectHost, eras, type HostOptions } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { startSample, type SampleServer } from '../support/connect/host/sample-servers.js'
import { readSource, root } from '../support/source-files.js'
import { people } from '../support/worlds/jhe/people.js'

const named = z.array(z.looseObject({ name: z.string(), description: z.string() }))
const launchSchema = z.object({
  command: z.literal('node'),
  args: z.tuple([z.string()]),
  env: z.record(z.string(), z.string()),
})
const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined }

describe('the bundle for one-click installation', () => {
  let folder = ''
  let extension = ''
  let database: TestDatabase
  let signedIn: SignedIn
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-bundle-test-'))
    const here = `${process.platform}-${process.arch}`
    const told = execFileSync(process.execPath, [join(root, '.ci', 'bundle.js'), folder, here], {
      encoding: 'utf8',
    })
    extension = join(folder, 'extension')
    const mcpbPath = told.trim().split('\n').at(-1) ?? ''
    await unpackExtension({ mcpbPath, outputDir: extension, silent: true })
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    signedIn.remove()
    await database.drop()
  })

  const manifest = () =>
    MANIFEST_SCHEMAS['0.3'].parse(
      JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8')),
    )

  /** How a host starts the server when the person has filled in these fields. */
  const launch = async (change: Readonly<Record<string, string | boolean>>) => {
    const { JHE_BASE_URL: base_url = '', JHE_CLIENT_ID: client_id = '' } = signedIn.env
    return await launchWith({ base_url, client_id, db_conn: database.url, ...change })
  }

  const launchWith = async (userConfig: Readonly<Record<string, string | boolean>>) => {
    const found = await getMcpConfigForManifest({
      manifest: manifest(),
      extensionPath: extension,
      systemDirs: {},
      pathSeparator: sep,
      userConfig: { ...userConfig },
      logger: quiet,
    })
    const { args, env } = launchSchema.parse(found)
    const home = { HOME: signedIn.home, USERPROFILE: signedIn.home, JHE_TOKEN_STORE: 'file' }
    return { program: args[0], env: { ...home, ...env } } satisfies HostOptions
  }

  it.each(eras)('is started by a host of %s as its manifest says, and answers', async (era) => {
    const host = await connectHost(era, await launch({}))
    const listed = named.parse(await host.listTools())
    expect(manifest().tools).toEqual(listed.map(({ name, description }) => ({ name, description })))
    expect((await host.call('get_study_count')).value).toMatchObject({ count: 3 })
    await host.close()
  })

  it('takes an optional field that was emptied for its default, and passes the others on', async () => {
    const options = await launch({ redirect_uri: '', require_safe_role: true })
    expect(options.env).toMatchObject({ JHE_REDIRECT_URI: '', JHE_REQUIRE_SAFE_ROLE: 'true' })
    const host = await connectHost('2025', options)
    const { isError, text } = await host.call('get_study_count')
    expect([isError, text]).toEqual([true, expect.stringContaining('DATABASE_ROLE_UNSAFE')])
    await host.close()
  })

  it('names an optional field that a host passed on as it stands in the manifest', async () => {
    const { program, env } = await launch({})
    const unfilled = { ...env, JHE_REDIRECT_URI: '${user_config.redirect_uri}' }
    const host = await connectHost('2025', { program, env: unfilled })
    const { error } = await host.call('get_study_count')
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(error?.message).toContain('JHE_REDIRECT_URI still holds a placeholder')
    await host.close()
  })

  it('names no command for the sign-in, which the person may have no Node.js for', async () => {
    const options = await launch({})
    const env = { ...options.env, HOME: folder, USERPROFILE: folder, JHE_LOGIN: 'manual' }
    const host = await connectHost('2025', { ...options, env })
    const { error } = await host.call('get_study_count')
    expect(error).toMatchObject({
      code: 'SIGN_IN_REQUIRED',
      hint: 'Ask again where you asked: the sign-in then opens in your browser.',
    })
    await host.close()
  })

  it('names the field that is missing where no server is given', async () => {
    const host = await connectHost('2025', await launch({ client_id: '' }))
    const { error } = await host.call('get_study_count')
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(error?.message).toContain('JHE_CLIENT_ID')
    await host.close()
  })

  describe('with the address of a server', () => {
    let server: SampleServer
    beforeAll(async () => {
      server = await startSample('SDK 2, both eras')
    })
    afterAll(async () => {
      await server.close()
    })

    const unfilled = () => Object.keys(manifest().user_config ?? {})
    const emptied = () => Object.fromEntries(unfilled().map((key) => [key, '']))
    const asItStands = () =>
      Object.fromEntries(unfilled().map((key) => [key, `\${user_config.${key}}`]))

    it.each(eras)('is asked for first, and is the way for a host of %s', async (era) => {
      expect(unfilled()[0]).toBe('server_url')
      const host = await connectHost(era, await launchWith({ server_url: server.url }))
      expect((await host.call('echo', { text: 'elsewhere' })).text).toContain('elsewhere')
      await host.close()
    })

    it.each([
      ['empty', emptied],
      ['as they stand in the manifest', asItStands],
    ])(
      'takes the other fields for not given where a host passes them on %s',
      async (_is, fields) => {
        const host = await connectHost(
          '2025',
          await launchWith({ ...fields(), server_url: server.url }),
        )
        expect((await host.call('echo', { text: 'elsewhere' })).text).toContain('elsewhere')
        await host.close()
      },
    )

    it('takes an address that stands as in the manifest for none beside the other fields', async () => {
      const options = await launch({ server_url: '${user_config.server_url}' })
      expect(options.env).toMatchObject({ JHE_SERVER_URL: '${user_config.server_url}' })
      const host = await connectHost('2025', options)
      expect((await host.call('get_study_count')).value).toMatchObject({ count: 3 })
      await host.close()
    })

    it('names it where nothing at all was filled in', async () => {
      const host = await connectHost('2025', await launchWith(asItStands()))
      const { error } = await host.call('get_study_count')
      expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
      expect(error?.message).toContain('JHE_SERVER_URL still holds a placeholder')
      await host.close()
    })
  })

  it('keeps the database address as a secret of the host', () => {
    const fields = manifest().user_config ?? {}
    const secret = Object.entries(fields).filter(([, { sensitive }]) => sensitive === true)
    expect(secret.map(([name]) => name)).toEqual(['db_conn'])
  })

  it('says the version and the Node.js of the package', () => {
    const own = z
      .looseObject({ version: z.string(), engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(readSource('package.json')))
    expect(manifest()).toMatchObject({
      version: own.version,
      compatibility: { runtimes: own.engines },
    })
  })

  it('holds the program, its licences and the keychain, and no tests, maps or sources', () => {
    expect(readdirSync(extension).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'manifest.json',
      'node_modules',
      'package.json',
    ])
    const names = readdirSync(extension, { recursive: true, encoding: 'utf8' })
    expect(names.filter((name) => /\.(ts|map|mcpb)$|\btest\b/.test(name))).toEqual([])
    expect(names).toContain(join('dist', 'NOTICES.txt'))
    const programs = names.filter((name) => name.endsWith('.node'))
    expect(programs).toHaveLength(1)
  })
})
