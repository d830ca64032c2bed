package dev.tern.compare;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** The benchmark bean: 12 fields, about 150 bytes of text, one of the strings is not Latin-1. */
public class User implements Serializable {
    private static final long serialVersionUID = 1L;

    private long id;
    private String name;
    private int sex;
    private LocalDate birthday;
    private String email;
    private String mobile;
    private String address;
    private String icon;
    private List<Integer> permissions;
    private int status;
    private LocalDateTime createTime;
    private LocalDateTime updateTime;

    public long getId() { return id; }
    public void setId(long v) { id = v; }
    public String getName() { return name; }
    public void setName(String v) { name = v; }
    public int getSex() { return sex; }
    public void setSex(int v) { sex = v; }
    public LocalDate getBirthday() { return birthday; }
    public void setBirthday(LocalDate v) { birthday = v; }
    public String getEmail() { return email; }
    public void setEmail(String v) { email = v; }
    public String getMobile() { return mobile; }
    public void setMobile(String v) { mobile = v; }
    public String getAddress() { return address; }
    public void setAddress(String v) { address = v; }
    public String getIcon() { return icon; }
    public void setIcon(String v) { icon = v; }
    public List<Integer> getPermissions() { return permissions; }
    public void setPermissions(List<Integer> v) { permissions = v; }
    public int getStatus() { return status; }
    public void setStatus(int v) { status = v; }
    public LocalDateTime getCreateTime() { return createTime; }
    public void setCreateTime(LocalDateTime v) { createTime = v; }
    public LocalDateTime getUpdateTime() { return updateTime; }
    public void setUpdateTime(LocalDateTime v) { updateTime = v; }
}
