package dev.tern.rpc.codec.types;

import java.util.List;

public class Child extends Parent<List<String>> {

    public String own;
}
