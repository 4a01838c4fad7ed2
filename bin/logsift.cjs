#!/usr/bin/env node
// Old syntax on purpose: this file has to run on any Node, to say that it is too old.
'use strict';
var fs = require('fs');
var path = require('path');
var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write('logsift: needs Node.js 22.18 or later, this is ' + process.versions.node + '\n');
  process.exit(2);
} else {
  // A checkout runs its sources, whatever an earlier build left in dist; the package ships dist alone.
  var source = path.join(__dirname, '..', 'src', 'cli', 'main.ts');
  var main = fs.existsSync(source) ? source : path.join(__dirname, '..', 'dist', 'cli', 'main.js');
  require('./load.cjs')(main);
}
