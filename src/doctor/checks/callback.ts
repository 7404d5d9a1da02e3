import { constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

import { bindLoopback } from '../../auth/sign-in/callback/bind-loopback.js'
import { parseRedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import { findPortHolder } from '../../auth/sign-in/callback/peer-process.js'
import { JheError } from '../../errors.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { mayUse } from '../look.js'

const whyPort = 'The browser comes back to this port after the sign-in; a stranger there gets it.'

/** Binds the callback port as a sign-in does, and closes it at once. */
const tryPort = async (context: DoctorContext) => {
  const redirect = parseRedirectUri(context.config().redirectUri)
  const servers = { '127.0.0.1': createServer(), '::1': createServer() }
  try {
    return { redirect, binding: await bindLoopback(redirect, servers) }
  } finally {
    for (const server of Object.values(servers)) if (server.listening) server.close()
  }
}

/** What it means that one of ours holds the port, or held it a moment ago. */
const heldBy = (
  holder: Exclude<Awaited<ReturnType<typeof findPortHolder>>, 'stranger'>,
): string => {
  if (holder === 'nobody') return 'free again'
  return 'page' in holder
    ? `process ${holder.pid} asks for a study there, and gives way to a sign-in`
    : `a sign-in of process ${holder.pid} is waiting`
}

const port = defineCheck({
  id: 'port.free',
  group: 'port',
  title: 'Callback port',
  needs: ['config.parse'],
  outcomes: {
    stranger: {
      status: 'fail',
      why: whyPort,
      fix: 'Stop that program, or register another address in JHE and set JHE_REDIRECT_URI to it.',
      docs: 'signing-in',
    },
    forbidden: {
      status: 'fail',
      why: whyPort,
      fix: 'Register an address with a port above 1023 in JHE and set JHE_REDIRECT_URI to it.',
      docs: 'signing-in',
    },
    half_taken: {
      status: 'warn',
      why: 'A browser that takes the other address would not come back here.',
      fix: 'Stop the program on that port.',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    try {
      const { redirect, binding } = await tryPort(context)
      if (binding.kind === 'taken') {
        const holder = await findPortHolder(binding.address, redirect.port)
        if (holder === 'stranger')
          return found('stranger', `another program holds ${binding.address} port ${redirect.port}`)
        return pass(heldBy(holder))
      }
      if (binding.warning !== undefined)
        return found('half_taken', binding.warning.replace(/\.$/, ''))
      return pass(`${redirect.port} is free on ${binding.addresses.join(' and ')}`)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('forbidden', 'the system does not allow the port')
    }
  },
})

const loopback = /^(127(\.\d{1,3}){3}|::1)$/

const localhost = defineCheck({
  id: 'port.localhost',
  group: 'port',
  title: 'localhost is this computer',
  needs: ['config.parse'],
  outcomes: {
    elsewhere: {
      status: 'fail',
      why: 'The answer of the sign-in would leave this computer.',
      fix: 'Correct the line of localhost in the hosts file: 127.0.0.1 localhost',
      docs: 'signing-in',
    },
    unknown: {
      status: 'fail',
      why: 'The browser cannot come back to a name that nobody knows.',
      fix: 'Add a line to the hosts file: 127.0.0.1 localhost',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const { host } = parseRedirectUri(context.config().redirectUri)
    if (host !== 'localhost') return pass('not used: the redirect address is a number')
    const addresses = await context.resolve('localhost').catch(() => [])
    if (addresses.length === 0) return found('unknown', 'the name is not known')
    return addresses.every((address) => loopback.test(address))
      ? pass('yes')
      : found('elsewhere', 'the name leads to another address')
  },
})

const isExecutable = async (path: string): Promise<boolean> => await mayUse(path, constants.X_OK)

const isOnPath = async (name: string, path: string): Promise<boolean> => {
  if (/[\\/]/.test(name)) return await isExecutable(name)
  for (const dir of path.split(delimiter))
    if (dir !== '' && (await isExecutable(join(dir, name)))) return true
  return false
}

/** The program that opens an address here; undefined where the system itself does. */
const openerOf = ({ env, machine }: DoctorContext['runtime']): string | undefined => {
  const [own = ''] = (env['BROWSER'] ?? '').trim().split(/\s+/)
  if (own !== '') return own
  return machine.platform === 'linux' ? 'xdg-open' : undefined
}

const noBrowser = 'Sign in with: jhe-mcp login --no-browser'

const opener = defineCheck({
  id: 'browser.opener',
  group: 'port',
  title: 'Browser can be opened',
  needs: ['config.jhe', 'env.tls_off'],
  outcomes: {
    none: {
      status: 'warn',
      why: 'The address to sign in at is printed, and has to be opened by hand.',
      fix: noBrowser,
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const environment = context.environment()
    const data = { surroundings: environment }
    const program = openerOf(context.runtime)
    if (program === undefined) return pass('by the system', { data })
    if (await isOnPath(program, context.runtime.env['PATH'] ?? ''))
      return pass('yes', { detail: program, data })
    return environment === 'local'
      ? found('none', `${program.replace(/^.*[\\/]/, '')} is not there`, { data })
      : pass(`no, and none is expected here (${environment}). ${noBrowser}`, { data })
  },
})

/** What a sign-in needs on this computer. */
export const callbackChecks: readonly Check[] = [port, localhost, opener]
