import { z } from 'zod'

import { connectHost, type ElicitationAnswer, type Era, type Host } from './mcp-clients.js'

const formSchema = z.looseObject({
  message: z.string(),
  requestedSchema: z.looseObject({
    properties: z.looseObject({
      choice: z.looseObject({
        title: z.string(),
        enum: z.array(z.string()),
        enumNames: z.array(z.string()),
      }),
    }),
    required: z.tuple([z.literal('choice')]),
  }),
})

/** A form that asks for what a call lacks. */
export type Form = z.output<typeof formSchema>

/** The person chooses a value of such a form. */
export const choosing = (value: number | string): ElicitationAnswer => ({
  action: 'accept',
  content: { choice: String(value) },
})

export interface FormHostOptions {
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** What the person does with each form in turn; without them the host shows none. */
  readonly answers?: readonly ElicitationAnswer[]
}

/** Uses a host whose person fills in forms. @param use is told the forms so far */
export const withForms = async (
  era: Era,
  { env, args = [], answers }: FormHostOptions,
  use: (host: Host, forms: readonly Form[]) => Promise<void>,
): Promise<void> => {
  const forms: Form[] = []
  const left = [...(answers ?? [])]
  const answer = async (params: unknown): Promise<ElicitationAnswer> => {
    forms.push(formSchema.parse(params))
    return await Promise.resolve(left.shift() ?? 'cancel')
  }
  const host = await connectHost(era, {
    args,
    env,
    ...(answers === undefined ? {} : { elicitation: { modes: {}, answer } }),
  })
  try {
    await use(host, forms)
  } finally {
    await host.close()
  }
}
