import Fastify from 'fastify';

/** The peer of `bench api`: what Fastify does when there is nothing to do. Prints its port. */
const app = Fastify();
app.get('/', async () => ({ hello: 'world' }));
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
