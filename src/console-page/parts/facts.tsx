import type { VNode } from 'preact'

/** A name and what it is. */
export type Fact = readonly [name: string, value: string]

/** Facts one beneath the other. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }): VNode => (
  <dl>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          <bdi>{value}</bdi>
        </dd>
      </div>
    ))}
  </dl>
)
