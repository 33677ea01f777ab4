import { registerHooks } from 'node:module'

/** `node --import`: stands in for @pulumi/policy, which is no dependency of ours, and says what the pack gives it. */
const STAND_IN = `export class PolicyPack {
  constructor(name, { enforcementLevel, policies }) {
    process.stdout.write(JSON.stringify({ name, enforcementLevel, policies: policies.map(({ name }) => name) }))
  }
}`

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@pulumi/policy'
      ? { url: `data:text/javascript,${encodeURIComponent(STAND_IN)}`, shortCircuit: true }
      : next(specifier, context),
})
