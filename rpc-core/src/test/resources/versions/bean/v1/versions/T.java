package versions;

public class T {
    private int id;
    private String name;

    public int getId() {
        return id;
    }

    public void setId(int id) {
        this.id = id;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    static T sample() {
        T t = new T();
        t.setId(7);
        t.setName("Ada");
        return t;
    }

    @Override
    public String toString() {
        return "T[" + id + "," + name + "]";
    }
}
