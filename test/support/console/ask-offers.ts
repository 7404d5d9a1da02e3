import type { Locator } from 'playwright-core'

/** What was asked by form, and what came of it. */
export interface AskedOffer {
  readonly kind: string
  readonly title: string
  /** Text of the answer; undefined where the page shows an error. */
  readonly text: string | undefined
  readonly problem: string | undefined
}

/** Fills the fields that are needed, and those with a value here. */
const fill = async (form: Locator, values: Readonly<Record<string, string>>): Promise<void> => {
  for (const label of await form.locator('label').all()) {
    const [name = '', needed] = ((await label.locator('span').textContent()) ?? '').split(' ')
    const value = values[name]
    if (value === undefined && needed === undefined) continue
    const choice = label.locator('select')
    const isNumber = (await label.locator('input[type=number]').count()) > 0
    if ((await choice.count()) > 0) await choice.selectOption(value ?? { index: 1 })
    else await label.locator('input, textarea').fill(value ?? (isNumber ? '1' : 'x'))
  }
}

const askOne = async (
  offer: Locator,
  values: Readonly<Record<string, string>>,
): Promise<Omit<AskedOffer, 'kind'>> => {
  const title = (await offer.locator('summary').first().textContent()) ?? ''
  const isOpen = (await offer.getAttribute('open')) !== null
  if (!isOpen) await offer.locator('summary').first().click()
  await offer.locator('form').waitFor()
  await fill(offer.locator('form'), values)
  await offer.getByRole('button', { name: 'Ask', exact: true }).click()
  await offer.locator('.answered, .problem').first().waitFor()
  const problem = offer.locator('.problem')
  return (await problem.count()) > 0
    ? { title, text: undefined, problem: (await problem.textContent()) ?? '' }
    : { title, text: (await offer.locator('pre').first().textContent()) ?? '', problem: undefined }
}

/**
 * Asks every tool, resource, template and prompt of a server by its form.
 * @param section of the server on the page of the tools
 * @param values of fields by their names
 */
export async function askEveryOffer(
  section: Locator,
  values: Readonly<Record<string, string>>,
): Promise<readonly AskedOffer[]> {
  const asked: AskedOffer[] = []
  for (const group of await section.locator('section:has(> h3)').all()) {
    const kind = (await group.locator('h3').textContent()) ?? ''
    for (const offer of await group.locator('details.offer').all())
      asked.push({ kind, ...(await askOne(offer, values)) })
  }
  return asked
}
