@certify-client @login
Feature: Alice's client signs in, whatever a right server does

  Background:
    Given the kit plays the server

  Rule: C-VER-03 C-VER-04 C-VER-05 C-VER-06 The answer to VER

    @C-VER-04
    Example: CVR0 comes in front
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> CVR0 MSNP8\r\n
        # C-VER-04
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 6.0.0602 6.0.0602 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        """
      Then Alice signs in at the notification server

    @C-VER-05
    Example: The server knows none of the dialects
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> 0\r\n
        """
      Then Alice gives up signing in

    @C-VER-05
    Example: The server knows none of the dialects, and names one that it knows
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> 0 MSNP9\r\n
        """
      Then Alice gives up signing in

    @C-VER-05
    Example: The server knows none of the dialects and closes
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> 0\r\n
        <<< (close)
        """
      Then Alice gives up signing in

    @C-VER-06
    Example: The server chooses a dialect that nobody offered
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP21\r\n
        """
      Then Alice gives up signing in

  Rule: C-CVR-03 The answer to CVR may say much or little

    @C-CVR-03
    Example: All versions are the client's own
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <lcid=0x0409> <ostype=win> <osver=4.10> <arch=i386> <clientname=MSNMSGR> <clientver=5.0.0544> <id=MSMSGS> <alice=alice@passport.com>\r\n
        <<< CVR <cvr> <clientver> <clientver> <clientver> http://messenger.msn.com http://messenger.msn.com\r\n
        # C-CVR-03
        >>> USR <usr=3> TWN I <alice>\r\n
        <<< XFR <usr> NS <notification> 0 <dispatch>\r\n
        """
      Then Alice signs in at the notification server

    @C-CVR-03
    Example: Four words
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com\r\n
        # C-CVR-03
        >>> USR <usr=3> TWN I <alice=alice@passport.com>\r\n
        <<< XFR <usr> NS <notification> 0 <dispatch>\r\n
        """
      Then Alice signs in at the notification server

    @X-FRM-12
    Example: Two blanks between the addresses, and one at the end
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com  http://messenger.msn.com \r\n
        # X-FRM-12
        >>> USR <usr=3> TWN I <alice=alice@passport.com>\r\n
        <<< XFR <usr> NS <notification> 0 <dispatch>\r\n
        """
      Then Alice signs in at the notification server

  Rule: C-XFR-01 C-XFR-02 C-XFR-03 C-XFR-04 C-XFR-05 C-XFR-07 From server to server

    @C-XFR-02
    Example: Nobody is sent on
      Given a server that sends nobody on
      Then Alice signs in all the same (C-XFR-02)
      And Alice still answers

    @C-XFR-04 @C-XFR-05
    Example: Alice is sent on twice
      Given a server that sends everybody on twice
      Then Alice signs in all the same (C-XFR-04, C-XFR-05)
      And Alice still answers

    @C-XFR-03
    Scenario Outline: The first server <closes>
      Given a server that <closes>
      Then Alice signs in all the same (C-XFR-03)
      And Alice still answers

      Examples:
        | closes                     |
        | closes late behind an XFR  |
        | never closes behind an XFR |

    @C-XFR-01
    Example: XFR does not say where Alice is
      Given a server that does not name itself in an XFR
      Then Alice signs in all the same (C-XFR-01)
      And Alice still answers

    @C-XFR-07
    Example: The address is a name
      Given Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # C-USR-01
        >>> USR <usr=3> TWN I <alice=alice@passport.com>\r\n
        # C-XFR-07
        <<< XFR <usr> NS <notification-name> 0 <dispatch>\r\n
        """
      Then Alice signs in at the notification server

  Rule: C-XFR-06 Alice is sent elsewhere in the middle of her session

    @C-XFR-06
    Example: The server needs a rest
      Given the accounts stand as in the example session
      And Alice is online
      When the server sends Alice elsewhere
      Then Alice still answers

  Rule: C-AUT-01 C-AUT-02 C-AUT-03 C-AUT-04 C-AUT-05 C-AUT-06 C-AUT-07 Passport

    @C-AUT-01 @C-AUT-02 @C-AUT-03 @C-AUT-04
    Example: The ticket is twenty hexadecimal digits
      Given a server that gives short tickets
      Then Alice signs in all the same (C-AUT-01, C-AUT-02, C-AUT-03, C-AUT-04)
      And Alice still answers

    @C-AUT-03
    Scenario Outline: A nexus or a login server that <differs>
      Given a server that <differs>
      Then Alice signs in all the same (C-AUT-03)
      And Alice still answers

      Examples:
        | differs                             |
        | names its login page with a scheme  |
        | keeps connections to its login page open |

    @C-AUT-05
    Example: The login page redirects twice
      Given a server that redirects at its login page
      Then Alice signs in all the same (C-AUT-05)
      And Alice still answers

    @C-AUT-06
    Scenario Outline: A login page that <refuses>
      Given a server that <refuses>
      When Alice tries to sign in

      Examples:
        | refuses                                             |
        | knows Alice by another password                     |
        | knows Alice by another password and does not say so |

    @C-AUT-07
    Scenario Outline: A login server that <spells>
      Given a server that <spells>
      Then Alice signs in all the same (C-AUT-07)
      And Alice still answers

      Examples:
        | spells                                      |
        | writes the Passport headers in lower case   |
        | writes the Passport headers in upper case   |
        | writes the Passport headers as a proxy does |

  Rule: C-AUT-08 C-AUT-09 The answer to the ticket

    @C-AUT-08
    Scenario Outline: The ticket gets error <error>
      Given Alice has been sent to the notification server
      When Alice signs in:
        """
        # C-VER-01
        >>> VER <ver=4> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=5> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # C-USR-01
        >>> USR <usr=6> TWN I <alice=alice@passport.com>\r\n
        <<< USR <usr> TWN S <token=lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619>\r\n
        # C-AUT-01
        >>> USR <ok=7> TWN S <ticket=t=1&p=1>\r\n
        <<< <error> <ok>\r\n
        """
      Then Alice gives up signing in

      Examples:
        | error |
        | 911   |
        | 924   |
        | 601   |

    @C-AUT-09
    Example: The account is not verified, and its name is encoded
      Given Alice has been sent to the notification server
      When Alice signs in:
        """
        # C-VER-01
        >>> VER <ver=4> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=5> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # C-USR-01
        >>> USR <usr=6> TWN I <alice=alice@passport.com>\r\n
        <<< USR <usr> TWN S <token=lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619>\r\n
        # C-AUT-01
        >>> USR <ok=7> TWN S <ticket=t=1&p=1>\r\n
        <<< USR <ok> OK <alice> Alice%20%26%20Co%25 0 0\r\n
        """
      Then Alice goes on to synchronise
      And Alice's client knows of itself (C-AUT-09):
        | name        |
        | Alice & Co% |

    @X-FRM-12
    Example: A blank at the end of USR OK
      Given Alice has been sent to the notification server
      When Alice signs in:
        """
        # C-VER-01
        >>> VER <ver=4> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-CVR-01
        >>> CVR <cvr=5> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # C-USR-01
        >>> USR <usr=6> TWN I <alice=alice@passport.com>\r\n
        <<< USR <usr> TWN S <token=lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619>\r\n
        # C-AUT-01
        >>> USR <ok=7> TWN S <ticket=t=1&p=1>\r\n
        # X-FRM-12
        <<< USR <ok> OK <alice> Alice 1 0 \r\n
        """
      Then Alice goes on to synchronise

  Rule: C-USR-02 One command, one answer

    @C-USR-02 @slow
    Example: The server takes two seconds for each answer
      Given a server that takes its time at login
      And Alice is online
      Then Alice still answers
