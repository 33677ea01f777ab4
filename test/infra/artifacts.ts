import { readFileSync } from 'node:fs'
import { deployed } from './stages.ts'
import { unzip } from './standins/zip.ts'

/** The functions, as the stacks name them. */
export const FUNCTIONS = [
  'graphql',
  'signer',
  'disclosures',
  'overwrites',
  'preToken',
  'operator',
  'erasures',
  'trailCheck',
] as const
export type FunctionName = (typeof FUNCTIONS)[number]

const logical = (name: FunctionName) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Fn`

/** Where the bundle of a function is. */
export const bundleOf = (name: FunctionName) => `.sst/artifacts/${logical(name)}-src/bundle.mjs`

/** What is uploaded of a function: file by file. */
export function uploaded(name: FunctionName): ReadonlyMap<string, Buffer> {
  return unzip(readFileSync(`.sst/artifacts/${logical(name)}/code.zip`))
}

/** The environment that the deploy gives a function. */
export function environmentOf(name: FunctionName): Readonly<Record<string, string>> {
  const found = deployed().pulumi?.resources.find(
    (one) => one.type === 'aws:lambda/function:Function' && one.name === `${logical(name)}Function`,
  )
  if (found === undefined) throw new Error(`no function ${name}`)
  return found.inputs.environment.variables
}
