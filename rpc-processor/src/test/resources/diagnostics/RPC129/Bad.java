package shop;

import dev.tern.rpc.*;
import java.time.*;
import java.util.*;

@RpcService
interface Bad {

    void put(SortedSet<Order> orders, List<SortedMap<ZoneId, String>> zones);

    record Order(long id) {}
}
