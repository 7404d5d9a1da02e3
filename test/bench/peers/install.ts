import { execFile } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What an installation takes. */
export interface Installed {
  readonly bytes: number
  readonly files: number
}

const sizeOf = (folder: string): Installed => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => lstatSync(join(parentPath, name)).size)
  return { bytes: files.reduce((a, b) => a + b, 0), files: files.length }
}

/**
 * Installs a package with all that it needs into a folder of its own, without running anything.
 * @param what name@version, or the path of a packed package
 * @throws Error when npm cannot
 */
export async function install(what: string, folder: string): Promise<Installed> {
  mkdirSync(folder, { recursive: true })
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder]
  try {
    await run('npm', ['install', ...options, what], { cwd: folder })
  } catch (error) {
    throw new Error(`npm cannot install ${what}: the section \`peers\` needs its registry`, {
      cause: error,
    })
  }
  return sizeOf(join(folder, 'node_modules'))
}

/** Packs the product as it would be published, and installs that. */
export async function installProduct(root: string, folder: string): Promise<Installed> {
  mkdirSync(folder, { recursive: true })
  const packed = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await run('npm', packed, { cwd: root })
  return await install(join(folder, stdout.trim()), folder)
}
