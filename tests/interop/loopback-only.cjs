// Preloaded into a server that would listen on all interfaces: it listens on this machine's own.
const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port: Number(port), host: '127.0.0.1' }, ...rest.filter(argument => typeof argument === 'function'));
};
