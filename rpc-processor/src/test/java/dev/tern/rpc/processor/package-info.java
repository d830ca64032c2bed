@NullMarked
package dev.tern.rpc.processor;

import org.jspecify.annotations.NullMarked;
