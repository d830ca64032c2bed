package dev.tern.rpc.codec.types;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** By setters, one of them fluent, and getters of all styles. */
public class Beans {

    static int count;

    private boolean active;
    private Boolean known;
    private boolean isOpen;
    private String name;
    private ArrayList<String> tags = new ArrayList<>(List.of("initial"));
    private long id;
    private transient String cache = "not sent";

    public boolean isActive() {
        return active;
    }

    public void setActive(boolean active) {
        this.active = active;
    }

    public Boolean isKnown() {
        return known;
    }

    public void setKnown(Boolean known) {
        this.known = known;
    }

    public boolean isOpen() {
        return isOpen;
    }

    public void setOpen(boolean open) {
        isOpen = open;
    }

    public String getName() {
        return name;
    }

    public Beans setName(String name) {
        this.name = name;
        return this;
    }

    public List<String> getTags() {
        return tags;
    }

    public void setTags(Collection<? extends String> tags) {
        this.tags = tags == null ? null : new ArrayList<>(tags);
    }

    public long id() {
        return id;
    }

    void setId(long id) {
        this.id = id;
    }

    public String getCache() {
        return cache;
    }

    public void setCache(String cache) {
        this.cache = cache;
    }
}
