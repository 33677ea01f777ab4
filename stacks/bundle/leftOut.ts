/** In place of what no function runs. */
throw new Error('BUNDLE: this part is left out')
