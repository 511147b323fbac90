import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** Writes the hash of the inlined script into the page's content security policy. */
function hashInlineScript(): Plugin {
  return {
    name: 'leeway:hash-inline-script',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('expected index.html in the bundle');
        const html = String(page.source);
        const script = /<script type="module"[^>]*>([\s\S]*?)<\/script>/.exec(html)?.[1];
        if (!script) throw new Error('expected the script inlined in index.html');
        const hash = createHash('sha256').update(script).digest('base64');
        page.source = html.replace('SCRIPT_HASH', hash);
      },
    },
  };
}

export default defineConfig({
  plugins: [viteSingleFile(), hashInlineScript()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: '../../../dist/report/page', emptyOutDir: true, target: 'es2022', modulePreload: false },
});
