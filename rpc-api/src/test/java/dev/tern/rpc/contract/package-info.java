@NullMarked
package dev.tern.rpc.contract;

import org.jspecify.annotations.NullMarked;
