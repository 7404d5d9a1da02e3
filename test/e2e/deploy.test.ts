import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createCertificate } from '../support/issuer/certificate.js'
import { freePort } from '../support/loopback.js'
import { startBin } from '../support/processes/spawn-bin.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhe-mcp-deploy-'))
  const { cert, key } = createCertificate('mcp.example.org')
  await writeFile(join(folder, 'jhe-mcp.crt'), cert)
  await writeFile(join(folder, 'jhe-mcp.key'), key)
  await writeFile(join(folder, 'jhe-mcp.pem'), cert + key)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const printed = async (kind: string): Promise<string> => {
  const addresses = ['--addresses', '127.0.0.1:8001', '[::1]:8001']
  const { exit, stdout } = startBin(['deploy', kind, ...addresses], {})
  expect(await exit).toBe(0)
  return stdout()
}

/** What a program says of a file; undefined where it is not on this computer. */
const judge = (program: string, args: readonly string[]) => {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return error === undefined ? { status, words: `${stdout}${stderr}` } : undefined
}

/** Without what needs root, and with files that are here. */
const here = async (text: string): Promise<string> =>
  text
    .replaceAll(/(?<=listen (\[::\]:)?|bind :)443\b/g, String(await freePort()))
    .replaceAll('/etc/nginx/tls/', `${folder}/`)
    .replaceAll('/etc/haproxy/', `${folder}/`)
    .replaceAll('/var/log/nginx/', `${folder}/`)

describe('the files that deploy prints', () => {
  it('are taken by nginx -t as printed', async ({ skip }) => {
    const conf = await here(await printed('nginx'))
    await writeFile(join(folder, 'site.conf'), conf)
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(' ')
    const main = `pid ${folder}/nginx.pid; error_log ${folder}/main.log; events {}
      http { ${places} include ${folder}/site.conf; }`
    await writeFile(join(folder, 'nginx.conf'), main)
    const verdict = judge('nginx', [
      '-t',
      '-q',
      '-e',
      `${folder}/early.log`,
      '-c',
      `${folder}/nginx.conf`,
    ])
    skip(verdict === undefined, 'nginx is not installed')
    expect(verdict?.words).not.toMatch(/emerg|\[error\]|conflicting/)
    expect(verdict?.status).toBe(0)
  })

  it('are taken by haproxy -c as printed', async ({ skip }) => {
    await writeFile(join(folder, 'haproxy.cfg'), await here(await printed('haproxy')))
    const verdict = judge('haproxy', ['-c', '-f', join(folder, 'haproxy.cfg')])
    skip(verdict === undefined, 'haproxy is not installed')
    expect(verdict?.words).not.toMatch(/WARNING|ALERT/)
    expect(verdict?.status).toBe(0)
  })

  it('are taken by systemd-analyze verify as printed', async ({ skip }) => {
    const unit = join(folder, 'jhe-mcp.service')
    await writeFile(unit, await printed('systemd'))
    const verdict = judge('systemd-analyze', ['verify', '--man=no', unit])
    skip(verdict === undefined, 'systemd is not installed')
    const own = (verdict?.words ?? '')
      .split('\n')
      .filter((line) => line.includes('jhe-mcp.service'))
    expect(own).toEqual([])
  })
})
