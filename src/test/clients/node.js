// Sends the same calls as every other client: node node.js HOST WRITE_KEY USER_ID
import { Analytics } from "@segment/analytics-node";

const [host, writeKey, userId] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host });
analytics.on("error", (error) => console.error("error", error.code, error.reason));

analytics.identify({
  userId,
  traits: { email: `${userId}@example.com`, firstName: "Ada", plan: "gold", address: { city: "Lyon" } },
});
await analytics.flush({ timeout: 30000 });
analytics.track({
  userId,
  event: "Order Completed",
  properties: { order_id: `ord-${userId}`, total: 42.5, currency: "EUR" },
});
analytics.page({ userId, name: "Home" });
analytics.group({ userId, groupId: "g-7", traits: { name: "Acme" } });
analytics.alias({ userId, previousId: `old-${userId}` });
await analytics.closeAndFlush({ timeout: 30000 });
