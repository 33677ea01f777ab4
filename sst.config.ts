/// <reference path="./.sst/platform/config.d.ts" />

/** The stages of Wardgraph; what differs between them is one table, stacks/stage.ts. */
export default $config({
  async app({ stage }) {
    const { stageOf } = await import('./stacks/stage.ts')
    const { keeps, region } = stageOf(stage, process.env)
    const tags = { app: 'wardgraph', stage, 'data-class': keeps ? 'phi' : 'synthetic' }
    return {
      name: 'wardgraph',
      home: 'aws',
      removal: keeps ? 'retain' : 'remove',
      protect: keeps,
      providers: { aws: { region, defaultTags: { tags } } },
    }
  },
  async run() {
    const { stageOf } = await import('./stacks/stage.ts')
    const { deploy } = await import('./stacks/deploy.ts')
    const stage = stageOf($app.stage, process.env)
    // Its bridge lets any principal of the account be the functions, and what requests hold passes through it.
    if ($dev && stage.kind !== 'personal')
      throw new Error('STAGE: sst dev is for personal stages, which never hold PHI')
    return deploy(stage)
  },
})
