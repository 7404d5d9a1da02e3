import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'

import { JheError } from '../../errors.js'
import type { Log } from '../../log.js'

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** The certificate of a listener. */
export interface Tls {
  readonly current: Certificate
  /** Calls back with each good certificate that takes the place of the last. @returns ends the watch */
  watch(changed: (certificate: Certificate) => void): () => void
}

export interface TlsFiles {
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
}

const wrong = (problem: string, hint: string, cause?: unknown): JheError =>
  new JheError('CONFIG_INVALID', problem, hint, { cause })

const read = async (path: string, setting: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    throw wrong(
      `The file of ${setting} cannot be read.`,
      `Check that it is there and that the user of jhe-mcp may read it.`,
      thrown,
    )
  }
}

const readCertificate = async (certPath: string, keyPath: string): Promise<Certificate> => {
  const cert = await read(certPath, 'JHE_TLS_CERT')
  const key = await read(keyPath, 'JHE_TLS_KEY')
  try {
    createSecureContext({ cert, key })
  } catch (thrown) {
    throw wrong(
      'JHE_TLS_CERT and JHE_TLS_KEY are not a certificate and the key that belongs to it.',
      'Give both as PEM files: the certificate with its intermediate ones, and its key without a passphrase.',
      thrown,
    )
  }
  return { cert, key }
}

/**
 * The certificate of the settings; undefined where TLS ends in front of this server.
 * @param everyMs milliseconds between two looks for a renewed certificate
 * @throws JheError CONFIG_INVALID naming the setting
 */
export async function readTls(
  { tlsCert, tlsKey }: TlsFiles,
  log: Log,
  everyMs = 60_000,
): Promise<Tls | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) {
    throw wrong(
      'Of JHE_TLS_CERT and JHE_TLS_KEY only one is set.',
      'Set both, or none where a proxy ends TLS.',
    )
  }
  const reload = async (changed: (certificate: Certificate) => void): Promise<void> => {
    try {
      changed(await readCertificate(tlsCert, tlsKey))
      log.info('A renewed certificate is in use.')
    } catch (thrown) {
      // while a renewal writes one file after the other, the old pair goes on
      log.warn('The changed certificate cannot be used; the old one goes on.')
      log.failure(thrown)
    }
  }
  return {
    current: await readCertificate(tlsCert, tlsKey),
    watch: (changed) => {
      const onChange = (): void => void reload(changed)
      const paths = [tlsCert, tlsKey]
      for (const path of paths) watchFile(path, { interval: everyMs, persistent: false }, onChange)
      return () => {
        for (const path of paths) unwatchFile(path, onChange)
      }
    },
  }
}
