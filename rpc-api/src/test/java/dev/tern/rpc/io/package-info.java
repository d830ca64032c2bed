@NullMarked
package dev.tern.rpc.io;

import org.jspecify.annotations.NullMarked;
