import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import type { RouterRoute } from "hono/types";
import { findTargetHandler, isMiddleware } from "hono/utils/handler";

/** What `app.use()` registers its functions for, as `app.all()` does. */
const ANY_METHOD = "ALL";

/**
 * The template of the route that a request was meant for, such as `/users/:id`, with the paths at which its app is
 * mounted; `undefined` when no route was matched. Call it when the response is there.
 *
 * It is the route that has answered. When a middleware has answered instead, it is the first of the routes that would
 * have come after it.
 */
export function routeTemplate(context: Context): string | undefined {
  const routes = matchedRoutes(context), answered = context.req.routeIndex;
  for (let i = answered; i < routes.length; i++) {
    const route = routes[i];
    if (route !== undefined && isRoute(route)) return route.path;
  }
  // A handler that has called next(), and a middleware behind it that has answered.
  for (let i = answered - 1; i >= 0; i--) {
    const route = routes[i];
    if (route !== undefined && isRoute(route)) return route.path;
  }
  return undefined;
}

/** Hono keeps middleware and handlers in one list; it tells them apart by the number of their parameters. */
function isRoute({ method, handler }: RouterRoute): boolean {
  return method !== ANY_METHOD || !isMiddleware(findTargetHandler(handler));
}
