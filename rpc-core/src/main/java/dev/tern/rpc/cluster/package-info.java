/** The live endpoints of a service, and the choice of one for each attempt. Knows no network: endpoints are reached through invokers. */
@NullMarked
package dev.tern.rpc.cluster;

import org.jspecify.annotations.NullMarked;
