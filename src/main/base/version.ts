import packageFile from '../../../package.json' with { type: 'json' }

/** Version of the product, recorded with every run. */
export const VERSION: string = packageFile.version
