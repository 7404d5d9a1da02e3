const authorOf = ({ author, maintainers = [] }) => author?.name ?? maintainers[0]?.name

const noticeOf = (dependency) => {
  const { name, version, license, licenseText, noticeText } = dependency
  const author = authorOf(dependency)
  return [
    `${name} ${version}`,
    `Licence: ${license}${author === undefined ? '' : `, ${author}`}`,
    ...[licenseText, noticeText].flatMap((text) => (text ? [text.trim()] : [])),
  ].join('\n\n')
}

/**
 * The text that goes with the bundle: who wrote what is in it, and under which terms.
 * @param {readonly import('rollup-plugin-license').Dependency[]} dependencies
 * @returns {string}
 */
export const noticesOf = (dependencies) =>
  [
    'jhe-mcp contains the packages below. Each comes under its own licence.',
    ...dependencies
      .toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
      .map(noticeOf),
  ].join(`\n\n${'-'.repeat(72)}\n\n`) + '\n'
