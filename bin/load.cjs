// Apart from logsift.cjs because a Node too old for `import()` fails on reading it.
'use strict';
module.exports = function load(file) {
  import(require('url').pathToFileURL(file).href);
};
