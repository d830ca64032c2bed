package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.benchmarks.Page;
import dev.tern.rpc.benchmarks.codec.proto.DateMessage;
import dev.tern.rpc.benchmarks.codec.proto.DateTimeMessage;
import dev.tern.rpc.benchmarks.codec.proto.ItemMessage;
import dev.tern.rpc.benchmarks.codec.proto.PageMessage;
import dev.tern.rpc.benchmarks.codec.proto.PersonMessage;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The mapping one writes by hand between Protobuf's messages and an application's objects. Null is absent. */
final class ProtobufMapping {

    private ProtobufMapping() {}

    static ItemMessage toMessage(Item item) {
        ItemMessage.Builder message = ItemMessage.newBuilder()
                .setId(item.id())
                .setQuantity(item.quantity())
                .setPrice(item.price())
                .setGift(item.gift())
                .setPlaced(item.placed())
                .setState(item.state());
        if (item.article() != null) {
            message.setArticle(item.article());
        }
        if (item.currency() != null) {
            message.setCurrency(item.currency());
        }
        return message.build();
    }

    static Item fromMessage(ItemMessage message) {
        return new Item(
                message.getId(),
                message.getQuantity(),
                message.getPrice(),
                message.getGift(),
                message.hasArticle() ? message.getArticle() : null,
                message.hasCurrency() ? message.getCurrency() : null,
                message.getPlaced(),
                message.getState());
    }

    static PersonMessage toMessage(Person person) {
        PersonMessage.Builder message = PersonMessage.newBuilder()
                .setId(person.getId())
                .setSex(person.getSex())
                .setStatus(person.getStatus());
        if (person.getName() != null) {
            message.setName(person.getName());
        }
        if (person.getBirthday() != null) {
            message.setBirthday(toMessage(person.getBirthday()));
        }
        if (person.getEmail() != null) {
            message.setEmail(person.getEmail());
        }
        if (person.getMobile() != null) {
            message.setMobile(person.getMobile());
        }
        if (person.getAddress() != null) {
            message.setAddress(person.getAddress());
        }
        if (person.getIcon() != null) {
            message.setIcon(person.getIcon());
        }
        if (person.getPermissions() != null) {
            message.addAllPermissions(person.getPermissions());
        }
        if (person.getCreateTime() != null) {
            message.setCreateTime(toMessage(person.getCreateTime()));
        }
        if (person.getUpdateTime() != null) {
            message.setUpdateTime(toMessage(person.getUpdateTime()));
        }
        return message.build();
    }

    static Person fromMessage(PersonMessage message) {
        Person person = new Person();
        person.setId(message.getId());
        person.setName(message.hasName() ? message.getName() : null);
        person.setSex(message.getSex());
        person.setBirthday(message.hasBirthday() ? fromMessage(message.getBirthday()) : null);
        person.setEmail(message.hasEmail() ? message.getEmail() : null);
        person.setMobile(message.hasMobile() ? message.getMobile() : null);
        person.setAddress(message.hasAddress() ? message.getAddress() : null);
        person.setIcon(message.hasIcon() ? message.getIcon() : null);
        person.setPermissions(new ArrayList<>(message.getPermissionsList()));
        person.setStatus(message.getStatus());
        person.setCreateTime(message.hasCreateTime() ? fromMessage(message.getCreateTime()) : null);
        person.setUpdateTime(message.hasUpdateTime() ? fromMessage(message.getUpdateTime()) : null);
        return person;
    }

    static PageMessage toMessage(Page<Person> page) {
        PageMessage.Builder message =
                PageMessage.newBuilder().setPageNo(page.pageNo()).setTotal(page.total());
        for (Person person : page.result()) {
            message.addResult(toMessage(person));
        }
        return message.build();
    }

    static Page<Person> fromMessage(PageMessage message) {
        List<Person> people = new ArrayList<>(message.getResultCount());
        for (PersonMessage person : message.getResultList()) {
            people.add(fromMessage(person));
        }
        return new Page<>(message.getPageNo(), message.getTotal(), people);
    }

    private static DateMessage toMessage(LocalDate date) {
        return DateMessage.newBuilder()
                .setYear(date.getYear())
                .setMonth(date.getMonthValue())
                .setDay(date.getDayOfMonth())
                .build();
    }

    private static LocalDate fromMessage(DateMessage message) {
        return LocalDate.of(message.getYear(), message.getMonth(), message.getDay());
    }

    private static DateTimeMessage toMessage(LocalDateTime time) {
        return DateTimeMessage.newBuilder()
                .setSecond(time.toEpochSecond(ZoneOffset.UTC))
                .setNano(time.getNano())
                .build();
    }

    private static LocalDateTime fromMessage(DateTimeMessage message) {
        return LocalDateTime.ofEpochSecond(message.getSecond(), message.getNano(), ZoneOffset.UTC);
    }
}
