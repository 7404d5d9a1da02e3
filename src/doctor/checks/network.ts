import { readExtraAuthorities } from '../../auth/issuer/extra-authorities.js'
import { isLoopback } from '../../auth/issuer/loopback.js'
import { parseProxy, proxyFor, proxyVariables } from '../../auth/issuer/proxy.js'
import { ProxyTrouble } from '../../auth/issuer/proxy-trouble.js'
import { issuerOf } from '../../config.js'
import { JheError } from '../../errors.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'

const plain = (message: string): string => message.replace(/\.$/, '')

const otherNames = ['NO_PROXY', 'ALL_PROXY']

/** A variable whose value is not a proxy address. */
const malformedIn = ({ runtime: { env } }: DoctorContext): JheError | undefined => {
  try {
    for (const variable of proxyVariables) parseProxy(variable, env)
    return undefined
  } catch (thrown) {
    if (thrown instanceof JheError) return thrown
    throw thrown
  }
}

/** Whether requests to JHE go through the proxy; false without an address of JHE. */
const leadsToJhe = (context: DoctorContext): boolean => {
  try {
    const url = new URL(issuerOf(context.config()))
    return !isLoopback(url) && proxyFor(url, context.runtime.env) !== undefined
  } catch {
    return false
  }
}

/** What goes wrong at the proxy when JHE is asked through it. */
const troubleOf = async (context: DoctorContext): Promise<ProxyTrouble | undefined> => {
  if (context.offline || !leadsToJhe(context)) return undefined
  try {
    await context.account().issuerClient.metadata()
  } catch (thrown) {
    if (thrown instanceof ProxyTrouble) return thrown
  }
  return undefined
}

const whyProxy = 'Nobody can sign in, and no session can be renewed.'
const writeProxy = 'Set HTTPS_PROXY=http://<host>:<port> where the host starts jhe-mcp.'

const proxy = defineCheck({
  id: 'env.proxy',
  group: 'env',
  title: 'Proxy',
  needs: [],
  outcomes: {
    not_honoured: {
      status: 'warn',
      why: 'jhe-mcp goes past this proxy, which fails where only the proxy leads out.',
      fix: writeProxy,
      docs: 'signing-in',
    },
    malformed: { status: 'fail', why: whyProxy, fix: writeProxy, docs: 'signing-in' },
    unusable: { status: 'fail', why: whyProxy, fix: writeProxy, docs: 'signing-in' },
    timed_out: {
      status: 'fail',
      why: whyProxy,
      fix: 'Check HTTPS_PROXY where the host starts jhe-mcp: the proxy, or JHE behind it, is silent.',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const { env } = context.runtime
    const valueOf = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? ''
    const set = [...proxyVariables, ...otherNames].filter((name) => valueOf(name) !== '')
    const data = { set }
    const malformed = malformedIn(context)
    if (malformed !== undefined)
      return found('malformed', plain(malformed.message), { data, fix: malformed.hint })
    if (set.includes('ALL_PROXY') && !proxyVariables.some((name) => set.includes(name)))
      return found('not_honoured', 'ALL_PROXY alone is set, which is not read', { data })
    const trouble = await troubleOf(context)
    if (trouble !== undefined)
      return found('unusable', plain(trouble.message), { data, fix: trouble.hint })
    return pass(set.length === 0 ? 'none' : `honoured: ${set.join(', ')}`, { data })
  },
})

const authorities = defineCheck({
  id: 'env.ca',
  group: 'env',
  title: 'Extra certificate authorities',
  needs: [],
  outcomes: {
    unreadable: {
      status: 'warn',
      why: 'Node passes over the file: a JHE or a proxy of a private authority is not trusted.',
      fix: 'Correct the path in NODE_EXTRA_CA_CERTS where the host starts jhe-mcp.',
      docs: 'signing-in',
    },
    no_certificate: {
      status: 'warn',
      why: 'Node passes over the file: a JHE or a proxy of a private authority is not trusted.',
      fix: 'Put the certificate of the authority into the file (PEM).',
      docs: 'signing-in',
    },
  },
  run: ({ runtime: { env } }) => {
    const extra = readExtraAuthorities(env)
    switch (extra.state) {
      case 'unset':
        return pass('none')
      case 'used':
        return pass('one file', { detail: extra.path })
      case 'unreadable':
        return found(
          'unreadable',
          `the file in NODE_EXTRA_CA_CERTS cannot be read (${extra.code})`,
          {
            detail: extra.path,
          },
        )
      case 'no-certificate':
        return found('no_certificate', 'the file in NODE_EXTRA_CA_CERTS holds no certificate', {
          detail: extra.path,
        })
    }
  },
})

/** What stands between this computer and JHE by its own settings. */
export const networkChecks: readonly Check[] = [proxy, authorities]
