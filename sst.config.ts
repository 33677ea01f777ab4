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
    return deploy(stageOf($app.stage, process.env))
  },
})
