import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from './config.ts';
import { mqttAddresses, wantedPorts } from './mqtt-ports.ts';

function addresses(environment: Record<string, string>, shown = '127.0.0.1') {
  const config = loadConfig(environment, '/nowhere');
  return mqttAddresses(wantedPorts(config), config, { bind: shown, shown, heldBack: undefined });
}

test('devices are told every way in that is on', () => {
  assert.deepEqual(addresses({ THALAMUS_MQTT_WSS_PORT: '8084' }), {
    mqtt: { host: '127.0.0.1', port: 1883, url: 'mqtt://127.0.0.1:1883' },
    mqtts: { host: '127.0.0.1', port: 8883, url: 'mqtts://127.0.0.1:8883' },
    webSocket: { url: 'ws://127.0.0.1:8080/mqtt' },
    secureWebSocket: { url: 'wss://127.0.0.1:8084/mqtt' },
  });
  assert.equal(addresses({}, '::1').mqtts?.url, 'mqtts://[::1]:8883');
});

test('where plain MQTT is off the next best is told in its place', () => {
  const off = { THALAMUS_MQTT_PORT: 'off' };
  assert.equal(addresses(off).mqtt.url, 'mqtts://127.0.0.1:8883');
  assert.equal(addresses({ ...off, THALAMUS_MQTT_TLS_PORT: 'off' }).mqtt.url, 'ws://127.0.0.1:8080/mqtt');
  assert.deepEqual(addresses({ THALAMUS_MQTT_TLS_PORT: 'off', THALAMUS_MQTT_WS: 'off' }), {
    mqtt: { host: '127.0.0.1', port: 1883, url: 'mqtt://127.0.0.1:1883' },
    ...{ mqtts: null, webSocket: null, secureWebSocket: null },
  });
});

test('behind a proxy the WebSocket is at the address that people use', () => {
  assert.equal(addresses({ THALAMUS_PUBLIC_URL: 'https://iot.example.org' }).webSocket?.url, 'wss://iot.example.org/mqtt');
});
