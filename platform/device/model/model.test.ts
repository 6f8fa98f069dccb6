import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '#core/errors.ts';
import { dataTypes, type Property, productModes, propertySchema, type ThingModel } from '#core/thing-model.ts';
import { changeModel, firstModel, type PropertyChange } from './model.ts';

const id = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/).filter((s) => propertySchema.safeParse({ id: s, type: 'bool' }).success);
const property: fc.Arbitrary<Property> = fc.record({ id, type: fc.constantFrom(...dataTypes) }).map(({ id, type }) => ({
  id,
  type,
  access: 'r',
  ...(type === 'enum' ? { values: ['on', 'off'] } : {}),
}));
const properties = fc.uniqueArray(property, { selector: (p) => p.id, maxLength: 12 });
const model: fc.Arbitrary<ThingModel> = fc.record({
  version: fc.integer({ min: 1, max: 999 }),
  mode: fc.constantFrom(...productModes),
  properties,
});
const change: fc.Arbitrary<PropertyChange> = fc.record(
  {
    id,
    name: fc.constantFrom('Name', null),
    unit: fc.constantFrom('°C', null),
    min: fc.constantFrom(-5, null),
    max: fc.constantFrom(5, null),
  },
  { requiredKeys: ['id'] },
);

test('a change keeps every property with its type and place, adds at the end, and counts one version', () => {
  let accepted = 0;
  fc.assert(
    fc.property(model, properties, fc.array(change, { maxLength: 4 }), (before, addProperties, changes) => {
      const known = changes.filter((c) => before.properties.some((p) => p.id === c.id));
      try {
        const after = changeModel(before, { addProperties, properties: known });
        accepted++;
        assert.deepEqual(
          after.properties.slice(0, before.properties.length).map((p) => [p.id, p.type, p.values]),
          before.properties.map((p) => [p.id, p.type, p.values]),
        );
        assert.equal(after.properties.length, before.properties.length + addProperties.length);
        assert.equal(new Set(after.properties.map((p) => p.id)).size, after.properties.length);
        assert.equal(after === before ? after.version : after.version - 1, before.version);
        for (const p of after.properties) propertySchema.parse(p);
      } catch (error) {
        assert.ok(error instanceof Fault && error.code === 'BAD_REQUEST' && error.places.length > 0, String(error));
      }
    }),
  );
  assert.ok(accepted > 10);
});

const pump = firstModel('open', [
  { id: 'temperature', type: 'double', unit: '°C', min: 0, access: 'r' },
  { id: 'state', type: 'enum', values: ['on', 'off'], access: 'r' },
]);

function placesOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error.places.map((p) => p.field);
    throw error;
  }
  return assert.fail('it was accepted');
}

test('a change that changes nothing gives the same model', () => {
  assert.equal(changeModel(pump, {}), pump);
  assert.equal(changeModel(pump, { mode: 'open', properties: [{ id: 'temperature', unit: '°C', name: undefined, max: null }] }), pump);
});

test('a property that exists cannot be added again, whatever its type', () => {
  assert.deepEqual(
    placesOf(() => changeModel(pump, { addProperties: [{ id: 'temperature', type: 'text', access: 'r' }] })),
    ['addProperties.0.id'],
  );
});

test('null removes, an absent key leaves, a value replaces', () => {
  const [temperature] = changeModel(pump, { properties: [{ id: 'temperature', unit: null, max: 150 }] }).properties;
  assert.deepEqual(temperature, { id: 'temperature', type: 'double', min: 0, max: 150, access: 'r' });
});

test('every place that does not fit is named', () => {
  assert.deepEqual(
    placesOf(() =>
      firstModel('strict', [
        { id: 'a', type: 'bool', min: 1, access: 'r' },
        { id: 'b', type: 'double', length: 4, access: 'r' },
        { id: 'a', type: 'bool', access: 'r' },
      ]),
    ),
    ['properties.0.min', 'properties.1.length', 'properties.2.id'],
  );
  assert.deepEqual(
    placesOf(() => changeModel(pump, { properties: [{ id: 'nothing', unit: 'x' }] })),
    ['properties.0.id'],
  );
  assert.deepEqual(
    placesOf(() => changeModel(pump, { properties: [{ id: 'temperature', max: -1 }] })),
    ['properties.0.max'],
  );
  assert.deepEqual(
    placesOf(() => changeModel(pump, { properties: [{ id: 'state', min: 1 }] })),
    ['properties.0.min'],
  );
});

test('a product holds at most 500 properties', () => {
  const many = Array.from({ length: 500 }, (_, at): Property => ({ id: `p${at}`, type: 'bool', access: 'r' }));
  const full = firstModel('strict', many);
  assert.deepEqual(
    placesOf(() => changeModel(full, { addProperties: [{ id: 'one_more', type: 'bool', access: 'r' }] })),
    ['addProperties'],
  );
});
