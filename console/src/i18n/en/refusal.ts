/** Why data was refused, and what the person who owns the device can do about it. */
export const refusal = {
  reasons: {
    'not-json': 'Not valid JSON',
    shape: 'Not the expected shape',
    'unknown-property': 'Unknown property',
    type: 'Wrong type',
    range: 'Out of range',
    time: 'Time not usable',
    'too-large': 'Too large',
    topic: 'Unknown topic',
  },
  hints: {
    'not-json': 'Send UTF-8 JSON. In a shell, put the payload in single quotes so that its double quotes survive.',
    shape: 'Send an object of property values, {"ts":…,"values":{…}}, or an array of those.',
    'unknown-property': 'Add the property on the product’s page, or switch the product to open mode to keep unknown keys.',
    type: 'Send the value in the property’s type: numbers and true/false without quotes.',
    range:
      'Check the sensor and its unit first. If the value is right, widen min and max on the product’s page. The values of an enum can’t be changed: add a property with the new list.',
    time: 'Send ts in milliseconds since 1970 (UTC), and check the device’s clock.',
    'too-large': 'Send fewer points per message, or shorter texts.',
    topic: 'Publish to up/properties.',
    other: 'Compare the payload with the product’s properties and send it again.',
  },
  toProduct: 'Open the product',
};
